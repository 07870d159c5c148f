"""Rows are read from every format alike, and what cannot be read says where."""

import tempfile
from pathlib import Path

import duckdb
import pytest

from deadheat.errors import DataError
from deadheat.evidence.tabular import Source, identifier, open_table, quoted, sha256_of

CSV = "item,model,score\n1,a,0.5\n2,a,1\n"


def _rows(source: Source, **columns: str) -> list[tuple[object, ...]]:
    table = open_table(source, columns, required=("item", "score"))
    return table.run("SELECT row, item, score FROM source ORDER BY row").fetchall()


EXPECTED = [(1, "1", "0.5"), (2, "2", "1")]


def test_csv_jsonl_parquet_columns_and_records_give_the_same_rows(tmp_path: Path) -> None:
    csv, jsonl, parquet = (tmp_path / f"a.{ending}" for ending in ("csv", "jsonl", "parquet"))
    csv.write_text(CSV)
    jsonl.write_text('{"item":"1","score":0.5}\n{"item":"2","score":1}\n')
    duckdb.execute(f"COPY (FROM read_csv('{csv}', all_varchar=true)) TO '{parquet}'")
    records: list[dict[str, object]] = [{"item": 1, "score": 0.5}, {"item": 2, "score": 1}]
    columns: dict[str, list[object]] = {"item": ["1", "2"], "score": [0.5, 1]}
    sources: list[Source] = [csv, str(jsonl), parquet, records, columns]
    assert [_rows(source) for source in sources] == [EXPECTED] * 5


@pytest.mark.parametrize("separator", [",", ";", "\t", "|"])
def test_the_header_decides_the_separator(tmp_path: Path, separator: str) -> None:
    path = tmp_path / "a.csv"
    path.write_text(CSV.replace(",", separator))
    assert _rows(path) == EXPECTED


def test_a_byte_order_mark_and_quotes_are_understood(tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    path.write_bytes(b'\xef\xbb\xbf"item","score"\n"a ""quoted"", id",1\n')
    assert _rows(path) == [(1, 'a "quoted", id', "1")]


def test_a_column_goes_by_the_name_it_is_given(tmp_path: Path) -> None:
    path = tmp_path / "it's.csv"
    path.write_text('id,"my ""score"""\n1,0.5\n2,1\n')
    assert _rows(path, item="id", score='my "score"') == EXPECTED


@pytest.mark.parametrize("header", ["Item,SCORE", " item , score ", "ITEM,item_id,Score"])
def test_a_column_is_known_in_any_case_and_with_spaces_around(tmp_path: Path, header: str) -> None:
    path = tmp_path / "a.csv"
    extra = ",x" if "item_id" in header else ""
    path.write_text(f"{header}\n 1{extra}, 0.5\n2 {extra},1\n")
    assert _rows(path) == EXPECTED
    columns: dict[str, list[object]] = {"Item": [1, 2], "Score": [0.5, 1]}
    assert _rows(columns) == EXPECTED


def test_two_columns_that_differ_in_case_alone_are_not_chosen_from(tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    path.write_text("ITEM,Item,score\n1,2,1\n")
    with pytest.raises(DataError, match=r"no column 'item'"):
        _rows(path)
    path.write_text("ITEM,item,score\n9,1,0.5\n9,2,1\n")
    assert _rows(path) == EXPECTED


def test_a_column_given_to_one_field_is_not_taken_for_another() -> None:
    source: dict[str, list[object]] = {"task": [1, 2], "score": [0.5, 1]}
    table = open_table(source, {"item": "task"}, required=("item", "score"), optional=("task",))
    assert dict(table.fields) == {"item": "task", "score": "score"}


def test_an_optional_field_is_found_under_its_other_names_in_their_order() -> None:
    def found(*names: str) -> str | None:
        columns: dict[str, list[object]] = {name: [1] for name in ("item", *names)}
        table = open_table(columns, {}, required=("item",), aliases={"unit": ("unit", "user", "talk")})
        return table.fields.get("unit")

    assert (found("talk", "user"), found("talk"), found("unit", "user"), found()) == ("user", "talk", "unit", None)


def test_a_jsonl_row_may_lack_a_field_that_others_have(tmp_path: Path) -> None:
    path = tmp_path / "a.jsonl"
    path.write_text('{"item":1,"score":1}\n{"item":2}\n')
    assert _rows(path) == [(1, "1", "1"), (2, "2", None)]


def test_what_memory_does_not_hold_spills_to_the_folder_for_such_files_wherever_one_stands() -> None:
    found = open_table([{"item": 1}], {}, required=("item",)).run("SELECT current_setting('temp_directory')").fetchone()
    assert found is not None
    assert Path(found[0]).parent == Path(tempfile.gettempdir())


WRONG: list[tuple[str, bytes, str]] = [
    ("a.csv", b"", "a.csv: the file is empty"),
    ("a.csv", b"item,score\n", "a.csv: there are no rows"),
    ("a.csv", b"\n \n", "a.csv: the file is empty"),
    ("a.jsonl", b"\n\n", "a.jsonl: the file is empty"),
    ("a.csv", b"\nitem,score\n1,1\n", "a.csv:1: the first line is empty"),
    ("a.csv", "item,score\n1,1\n".encode("utf-16"), "a.csv: is encoded as UTF-16"),
    ("a.csv", "item,score\n1,1\n".encode("utf-16-le"), "a.csv: is no text in UTF-8: it holds NUL bytes"),
    ("a.csv", b"\x1f\x8b\x08\x00", "a.csv: is compressed (gzip). Expected text in UTF-8"),
    ("a.csv", b"PK\x03\x04 sheet", "a.csv: is a zip archive or a spreadsheet"),
    ("a.jsonl", b"PAR1 rows PAR1", "a.jsonl: is a Parquet file. Expected text in UTF-8, as its ending '.jsonl' says"),
    ("a.csv.gz", b"\x1f\x8b\x08\x00", "the ending '.gz' is unknown"),
    ("a.csv", b"item,Score points\n1,1\n", "Name the column with --map 'Score points'=score."),
    ("a.csv", b"item,zzzz\n1,1\n", "Name the column with --map COLUMN=score."),
    ("a.csv", b"x" * 200_000 + b",score\n1,1\n", "a.csv:1: the header cannot be read"),
    ("a.csv", b'item,score\n"a,1\nb,1\n', "a.csv:2: cannot be read: Value with unterminated quote found"),
    ("a.jsonl", b'{"item": 1, "score": 1, "score": 0}\n', 'has duplicate key "score"'),
    ("a.csv", b"item,scores\n1,1\n", "no column 'score'. Did you mean 'scores'?"),
    ("a.csv", b"item,item\n1,1\n", "a.csv:1: the header names 'item' twice"),
    ("a.csv", b"item,score\n1,1\n1,1,5\n", "a.csv:3: cannot be read: Expected Number of Columns: 2 Found: 3"),
    ("a.csv", b"item,score\n\xff\xfe,1\n", "not utf-8"),
    ("a.jsonl", b'{"item":1,"score":1}\n{"item":1,"sc\n', "a.jsonl:2: is not a JSON object"),
    ("a.jsonl", b"[1,2]\n", "a.jsonl:1: is not a JSON object"),
    ("a.parquet", b"PAR1 this is not Parquet", "a.parquet: cannot be read"),
    ("a.xlsx", b"PK", "the ending '.xlsx' is unknown"),
]


@pytest.mark.parametrize(("name", "content", "message"), WRONG, ids=[message for _, _, message in WRONG])
def test_an_unreadable_file_says_what_and_where(tmp_path: Path, name: str, content: bytes, message: str) -> None:
    path = tmp_path / name
    path.write_bytes(content)
    with pytest.raises(DataError) as caught:
        _rows(path)
    assert message in str(caught.value)
    assert str(tmp_path) not in caught.value.message


def test_a_missing_file_offers_its_neighbours(tmp_path: Path) -> None:
    (tmp_path / "answers.csv").write_text(CSV)
    with pytest.raises(DataError, match=r"no such file\. Did you mean 'answers.csv'"):
        _rows(tmp_path / "answer.csv")
    with pytest.raises(DataError, match="is a folder"):
        _rows(tmp_path)


@pytest.mark.parametrize(
    ("source", "message"),
    [
        ([], "no rows"),
        ({}, "no rows"),
        ({"item": [1], "score": [1, 2]}, "differ in length"),
        ([1, 2], "expected records"),
    ],
)
def test_columns_and_records_are_checked(source: Source, message: str) -> None:
    with pytest.raises(DataError, match=message):
        _rows(source)


def test_the_first_bad_row_is_named_with_its_value() -> None:
    table = open_table([{"item": i, "score": s} for i, s in enumerate([1, 2, 7, 9])], {}, required=("item", "score"))
    with pytest.raises(DataError, match=r"records: row 3: score is '7'. Expected less than 5"):
        table.refuse([("score", "TRY_CAST(score AS INT) > 5", "less than 5")])
    table.refuse([("score", "TRY_CAST(score AS INT) > 9", "less than 10")])


def test_names_and_texts_are_quoted_for_sql() -> None:
    assert (quoted("it's"), identifier('a"b')) == ("'it''s'", '"a""b"')


def test_the_hash_is_that_of_the_bytes(tmp_path: Path) -> None:
    path = tmp_path / "abc"
    path.write_text("abc")
    assert sha256_of(path) == "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"


@pytest.mark.parametrize("name", ["[a].csv", "*.csv", "?.csv", "{a,b}.csv"])
def test_a_file_name_is_a_name_and_never_a_pattern(tmp_path: Path, name: str) -> None:
    for other in ("a.csv", "b.csv"):
        (tmp_path / other).write_text("item,score\n7,0\n")
    (tmp_path / name).write_text(CSV)
    assert _rows(tmp_path / name) == EXPECTED


@pytest.mark.parametrize("header", ["item,model,Score,score", "item,,,score", '"a\nb",item,model,score'])
def test_a_header_may_hold_names_that_sql_takes_for_equal_or_that_are_empty(tmp_path: Path, header: str) -> None:
    path = tmp_path / "a.csv"
    row = {"item": "1", "score": "0.5"}
    names = header.replace('"a\nb"', "x").split(",")
    path.write_text(f"{header}\n{','.join(row.get(name, '9') for name in names)}\n")
    assert _rows(path) == EXPECTED[:1]


def test_a_file_that_may_not_be_read_is_an_error(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "a.csv"
    path.write_text(CSV)

    def refuse(*_: object, **__: object) -> None:
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr(Path, "open", refuse)
    with pytest.raises(DataError, match=r"a\.csv: cannot be opened: Permission denied"):
        open_table(path, {}, required=("item",))


def test_names_that_differ_in_case_alone_are_two_columns() -> None:
    assert _rows([{"Score": 9, "item": "1", "score": 0.5}, {"item": "2", "score": 1}]) == EXPECTED
