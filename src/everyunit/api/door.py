"""The API itself: what it is called, who may in, and what it is made of."""

from __future__ import annotations

from ninja import NinjaAPI

from everyunit import __version__
from everyunit.api import (
    accounts,
    areas,
    assembly,
    bills,
    bins,
    books,
    categories,
    company,
    counts,
    document_flow,
    document_verbs,
    documents,
    exports,
    files,
    imports,
    items,
    journal,
    kinds,
    locations,
    lots,
    many_units,
    own_fields,
    parcels,
    parties,
    periods,
    prices,
    problems,
    pull_sheets,
    purchasing,
    put_away,
    reasons,
    reports,
    settings,
    terms,
    transfers,
    units,
    views,
    workstations,
)
from everyunit.api.auth import BearerToken
from everyunit.api.wire import JsonParser, ReadableJson

DESCRIPTION = """\
Everything that Everyunit can do, for programs.

**Sign in** with a token: `everyunit token USER` prints one; send it as `Authorization: Bearer …`. It may do what
its user may.

**Where you work:** send `X-Workstation` with the code of a workstation, and its location, default bins and
preferences apply, as on its own pages.

**Amounts** are whole numbers in minor units of the `currency` beside them: 12345 is 123.45 EUR. **Dates** are ISO
8601, times UTC.

**Say it twice, do it once:** give each command an `Idempotency-Key` of your own. Sent again it gives the same
answer, marked `Idempotency-Replayed: true`, also when two such requests arrive at once; another command under the
same key is refused.

**Pages** go by cursor: follow `next` until it is null. A page has at most 200 rows.

**Refusals** are `application/problem+json` with a `code` for programs, a `detail` for people and all `offenders`;
what was refused has changed nothing. 400 or 422: the request itself is malformed. 401: no token. 403: no right.
404: what the address names is not there. 409: refused by the rules of the trade. 413: too large. 415: not JSON.
503: busy, try again with the same key.
"""

api = NinjaAPI(
    title="Everyunit",
    version=__version__,
    description=DESCRIPTION,
    urls_namespace="api",
    openapi_url=None,
    docs_url=None,
    auth=BearerToken(),
    parser=JsonParser(),
    renderer=ReadableJson(),
)
problems.install(api)
for room in (
    company,
    lots,
    items,
    put_away,
    bills,
    assembly,
    categories,
    parties,
    areas,
    locations,
    bins,
    kinds,
    documents,
    document_verbs,
    reasons,
    transfers,
    document_flow,
    pull_sheets,
    counts,
    parcels,
    many_units,
    own_fields,
    files,
    units,
    exports,
    journal,
    periods,
    accounts,
    reports,
    workstations,
    settings,
    views,
    books,
    terms,
    prices,
    purchasing,
    imports,
):
    api.add_router("", room.router)
