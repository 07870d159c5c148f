import inspect

from deadheat import ports


def test_ports_hold_protocols_only() -> None:
    ours = [v for v in vars(ports).values() if inspect.isclass(v) and v.__module__ == ports.__name__]
    assert ours
    assert all(getattr(v, "_is_protocol", False) for v in ours)


def test_every_port_says_what_each_of_its_methods_promises() -> None:
    ours = [v for v in vars(ports).values() if inspect.isclass(v) and v.__module__ == ports.__name__]
    silent = [f"{c.__name__}.{n}" for c in ours for n, m in vars(c).items() if inspect.isfunction(m) and not m.__doc__]
    assert [n for n in silent if "._" not in n] == []
