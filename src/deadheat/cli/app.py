"""The command line: every command is imported only when it is called, so `--help` loads no numpy."""

import os
import sys

from cyclopts import App, CycloptsError, MissingArgumentError, Parameter

from deadheat.cli.output import report_error
from deadheat.errors import ConfigError, DeadheatError

INTERRUPTED = 130


def _version() -> str:
    from importlib.metadata import version  # a third of the start, for one option

    return version("deadheat")


app = App(
    name="deadheat",
    help="Which model is in a dead heat with the one you pay for, on your own work, and how do you move safely?",
    version=_version,
    help_format="plaintext",
    default_parameter=Parameter(negative=()),
)

app.command("deadheat.cli.demo:demo", name="demo", help="The main job on recorded outcomes: offline, without keys.")
app.command("deadheat.cli.verdict:verdict", name="verdict", help="Who is in a dead heat with the model you use now?")
app.command("deadheat.cli.index:index", name="index", help="One capability number per model, with intervals.")
app.command("deadheat.cli.gap:gap", name="gap", help="Open against closed models, or country against country.")
app.command("deadheat.cli.arena:arena", name="arena", help="Public arena boards, read with their intervals.")
app.command("deadheat.cli.share:share", name="share", help="Shares by origin under a named definition.")
app.command("deadheat.cli.frontier:frontier", name="frontier", help="Price against performance on a stated workload.")
app.command("deadheat.cli.ratings:ratings", name="ratings", help="Ratings, intervals and rank sets from votes.")
app.command("deadheat.cli.models:app", name="models", help="Which models exist, what they cost, where, until when.")
app.command("deadheat.cli.licence:app", name="licence", help="What a licence lets you do, clause by clause.")
app.command("deadheat.cli.catalog:app", name="catalog", help="Bring models, hosts and prices up to date.")
app.command("deadheat.cli.hosts:hosts", name="hosts", help="Who serves models, where, and on what terms.")
app.command("deadheat.cli.ledger:ledger", name="ledger", help="What the gateway served and what it cost.")
app.command("deadheat.cli.doctor:doctor", name="doctor", help="What would stop the gateway, each with its remedy.")
app.command("deadheat.cli.config:app", name="config", help="The settings in force, and where each comes from.")
app.command("deadheat.cli.keys:app", name="keys", help="Make, list and revoke the keys of the gateway's clients.")
app.command("deadheat.cli.store:app", name="store", help="Care for the database that holds the books.")
app.command("deadheat.cli.serve:serve", name="serve", help="One fast API in front of every model host.")
app.command("deadheat.cli.conform:conform", name="conform", help="Does a host speak its dialect, for every client?")
app.command("deadheat.cli.landscape:landscape", name="landscape", help="The public picture on one page.")


def main() -> None:
    """Run one command; a broken promise becomes one clear message and its exit code."""
    # Our matrices are small: on a busy machine the threads of BLAS wait for each other far longer than they work.
    os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")
    as_json = "--json" in sys.argv
    try:
        # A lone `-` is a file that is read, not an option; written so, the parser sees it that way too.
        app(["./-" if word == "-" else word for word in sys.argv[1:]], exit_on_error=False, print_error=False)
    except CycloptsError as error:
        report_error(ConfigError(str(error), hint=_remedy(error)), as_json=as_json)
        sys.exit(ConfigError.exit_code)
    except DeadheatError as error:
        report_error(error, as_json=as_json)
        sys.exit(error.exit_code)
    except BrokenPipeError:
        sys.stderr.close()
        sys.exit(1)
    except KeyboardInterrupt:
        sys.exit(INTERRUPTED)
    except RuntimeError as error:
        if str(error) != "Query interrupted":  # how DuckDB passes on the interrupt that reached it first
            raise
        sys.exit(INTERRUPTED)


def _remedy(error: CycloptsError) -> str:
    """What to do about a missing FILE: an option that takes several values has taken it for one of them."""
    argument = error.argument if isinstance(error, MissingArgumentError) else None
    if argument is None or not argument.field_info.is_positional_only or len(sys.argv) < 4:
        return ""
    return f"Write {argument.name} first: an option that may have several values takes all that follow it."
