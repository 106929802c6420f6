"""What can be extracted, and what an extraction would do."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from enum import Enum
from typing import Optional


class CountryKind(str, Enum):
    """What a country is; a server is read once for several of them."""

    COUNTRY = "country"
    SERVER = "server"


@dataclass(frozen=True)
class Country:
    """A country that queries can be extracted for.

    Attributes:
        code: what `extract` takes as country.
        kind: whether it is a server that is read once for several countries.
        origin: which SQL Server and database it is; empty in the sandbox.
        own_templates: how many templates are in its own folders.
        parameter_file: whether it has a parameter file of its own.
        last_jobs: by state of jobs, when the caller's last job in that state was created; an admin's, anybody's.
    """

    code: str
    kind: CountryKind
    origin: dict[str, str]
    own_templates: int
    parameter_file: bool
    last_jobs: dict[str, datetime]


@dataclass(frozen=True)
class TemplateParameter:
    """A parameter of a template.

    Attributes:
        name: what `parameters` has it under.
        secret: whether its values are masked wherever they are shown.
        type: of SQL Server, as it is declared.
        default_value: the value when nobody gives one, as text; masked when it is a secret.
        computed: how it is computed when nobody gives one.
        identifier_pattern: the pattern that it must match, because it becomes a part of a name.
    """

    name: str
    secret: bool
    type: Optional[str] = None
    default_value: Optional[str] = None
    computed: Optional[str] = None
    identifier_pattern: Optional[str] = None


@dataclass(frozen=True)
class QueryTemplate:
    """A query template.

    Attributes:
        query_name: what `queries` takes.
        description: what its author says; may be empty.
        parameters: in order of use.
        file: below the folder of templates; None when it is broken.
        disabled: why it is not run.
        problem: what is wrong with it.
        sha256: of its text, in hexadecimal; None when it is broken.
        partition: how its rows are divided among several readers, such as `8 by order_id`; None when one reads them.
        tables: that it reads; None when they are not known.
        tables_unknown: why they are not known.
    """

    query_name: str
    description: str
    parameters: list[TemplateParameter]
    file: Optional[str] = None
    disabled: Optional[str] = None
    problem: Optional[str] = None
    sha256: Optional[str] = None
    partition: Optional[str] = None
    tables: Optional[list[str]] = None
    tables_unknown: Optional[str] = None


@dataclass(frozen=True)
class CountryParameter:
    """A parameter that files give for a country.

    Attributes:
        name: what templates know it by.
        value: as text; masked when it is a secret.
        origin: the file and line that give it, and how it is computed.
    """

    name: str
    value: str
    origin: str


class OutputFate(str, Enum):
    """What would become of what is in a query's folder.

    `SKIPPED`: it stays, and the query is not run; `REFUSED`: it is something else, and the request is refused.
    """

    NEW = "new"
    REPLACED = "replaced"
    SKIPPED = "skipped"
    REFUSED = "refused"
    UNKNOWN = "unknown"


@dataclass(frozen=True)
class PlannedColumn:
    """A column of a planned query.

    Attributes:
        name: as SQL Server spells it.
        source_type: as SQL Server names it, such as `datetime2(7)`.
        type: as Databricks reads it from the files.
        nullable: whether it can be null.
    """

    name: str
    source_type: str
    type: str
    nullable: bool


@dataclass(frozen=True)
class PlannedQuery:
    """What would become of one query. Of one that the caller may not run, only its tables and folder are told.

    Attributes:
        query_name: name of the template.
        template_sha256: of its text, in hexadecimal.
        allowed: whether the caller may run it.
        values: of the statement's markers as text, in order; secrets masked.
        parameters: what the template uses, as text; secrets masked.
        folder: where its output would go.
        output: what would become of what is there.
        busy: whether an unfinished job writes into the folder, so that the request would be refused.
        refusal: why the caller may not run it.
        tables: that it reads; None when it is not understood.
        tables_unknown: why its tables are not known.
        sql: the T-SQL that would run, with `?` for each value.
        output_reason: why the output is refused or unknown.
        estimated_rows: rows that are expected; None when nobody knows.
        busy_job: the job that writes there, when the caller may see it.
        load_target: the Delta table that its rows would be loaded into.
        load_mode: how they would be loaded.
        partition: how its rows would be divided among several readers; None when one would read them.
        columns: as SQL Server tells them; only when they were asked for.
        columns_unknown: why they can't be told.
    """

    query_name: str
    template_sha256: str
    allowed: bool
    values: list[str]
    parameters: dict[str, str]
    folder: str
    output: OutputFate
    busy: bool
    refusal: Optional[str] = None
    tables: Optional[list[str]] = None
    tables_unknown: Optional[str] = None
    sql: Optional[str] = None
    output_reason: Optional[str] = None
    estimated_rows: Optional[int] = None
    busy_job: Optional[str] = None
    load_target: Optional[str] = None
    load_mode: Optional[str] = None
    partition: Optional[str] = None
    columns: Optional[list[PlannedColumn]] = None
    columns_unknown: Optional[str] = None


@dataclass(frozen=True)
class ExtractionPlan:
    """What an extraction would do.

    Attributes:
        accepted: whether a job would be made of it now.
        country: whose templates, parameters and SQL Server would be used.
        destination: where the output would go.
        queries: in the order in which they would run.
    """

    accepted: bool
    country: str
    destination: str
    queries: list[PlannedQuery] = field(default_factory=list)
