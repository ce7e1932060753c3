"""The JSON API, reading: services, areas, public cases. No log-in, no cookies; everything here is public."""

from __future__ import annotations

from typing import Annotated, Any

from django.http import Http404, HttpRequest
from ninja import Path, Query, Router
from pydantic import Field

from balai.apps.cases import api_shapes as shapes
from balai.apps.cases import schemas
from balai.apps.cases.api_openapi import service_description
from balai.apps.cases.definitions import current_services
from balai.apps.cases.directory import directory
from balai.apps.cases.models import PUBLIC_STATES
from balai.apps.cases.queries.case_page import EVERYONE, find_public_case, tell
from balai.apps.cases.queries.lists import Filters, public_cases
from balai.apps.cases.queries.nearby import nearby_cases
from balai.apps.cases.queries.paging import read_cursor
from balai.apps.cases.references import tidy_reference
from balai.apps.cases.refusals import UnknownService
from balai.base import clock
from balai.base.areas.models import Area
from balai.base.areas.queries import ancestors, children, find_area
from balai.base.city import city_zone
from balai.base.errors import Refusal
from balai.web.problems import Problem

router = Router()
Reference = Annotated[
    str, Field(max_length=20, pattern=r"^[A-Za-z]{2,8}-?[0-9A-Za-z]{4}-?[0-9A-Za-z]{4}$", examples=["JKT-7Q4M-2XK9"])
]
States = tuple(state for state, _words in PUBLIC_STATES)
NOT_VALID = {422: Problem, 429: Problem}
MISSING = {404: Problem, **NOT_VALID}


class UnknownFilter(Refusal):
    """The city knows no such area, service or state."""

    code = "cases.unknown_filter"
    status = 422


@router.get("/services", response={200: list[schemas.ServiceBrief], **NOT_VALID}, url_name="services")
def services(request: HttpRequest) -> list[dict[str, Any]]:
    """The services that the city offers now."""
    return [shapes.service_brief(service) for service in current_services().values()]


@router.get("/services/{code}", response={200: schemas.ServiceWhole, **MISSING}, url_name="service")
def service(request: HttpRequest, code: Path[schemas.Code]) -> dict[str, Any]:
    """One service, with a JSON Schema of its answers."""
    found = current_services().get(code)
    if found is None:
        raise UnknownService
    return shapes.service_whole(found)


@router.get("/services/{code}/openapi.json", response={200: dict[str, Any], **MISSING}, url_name="service_openapi")
def service_openapi(request: HttpRequest, code: Path[schemas.Code]) -> dict[str, Any]:
    """An OpenAPI 3.1 description of how to ask for this one service: its answers, groups, files and conditions."""
    found = current_services().get(code)
    if found is None:
        raise UnknownService
    return service_description(found)


@router.get("/areas", response={200: list[schemas.AreaBrief], **NOT_VALID}, url_name="areas")
def areas(request: HttpRequest, parent: Query[schemas.AreaCode | None] = None) -> list[dict[str, Any]]:
    """The areas right below `parent`, by name; without one, the widest."""
    if parent is None:
        return [shapes.area_brief(area) for area in Area.objects.filter(parent=None).defer("boundary")]
    return [shapes.area_brief(area) for area in children(parent, day=_today())]


@router.get("/areas/at", response={200: schemas.AreaAtPoint, **NOT_VALID}, url_name="area_at")
def area_at(
    request: HttpRequest, longitude: Query[schemas.Longitude], latitude: Query[schemas.Latitude]
) -> dict[str, Any]:
    """The narrowest area that holds a point; at a border all that it may be."""
    found = find_area(longitude, latitude)
    codes = [candidate.code for candidate in found.candidates]
    rows = {area.code: area for area in Area.objects.filter(code__in=codes).defer("boundary")}
    return {"where": str(found.where), "areas": [shapes.area_brief(rows[code]) for code in codes if code in rows]}


@router.get("/areas/{code}", response={200: schemas.AreaWhole, **MISSING}, url_name="area")
def area(request: HttpRequest, code: Path[schemas.AreaCode]) -> dict[str, Any]:
    """One area, with those that hold it (the widest first) and those right below."""
    found = Area.objects.filter(code=code).defer("boundary").first()
    if found is None:
        raise Http404
    return shapes.area_brief(found) | {
        "longitude": found.longitude,
        "latitude": found.latitude,
        "ancestors": [shapes.area_brief(above) for above in ancestors(found)],
        "children": [shapes.area_brief(below) for below in children(code, day=_today())],
    }


@router.get("/cases", response={200: schemas.CasePageOut, **NOT_VALID}, url_name="cases")
def cases(request: HttpRequest, asked: Query[schemas.CasesAsked]) -> dict[str, Any]:
    """Public cases, the newest first, 25 a page. Refused ones are listed only when asked for."""
    start = read_cursor(asked.cursor or "")
    unknown = (
        (asked.area and asked.area not in directory().area_paths)
        or (asked.service and asked.service not in current_services())
        or (asked.state and asked.state not in States)
        or (asked.cursor and start is None)
    )
    if unknown:
        raise UnknownFilter
    filters = Filters(asked.area or "", asked.service or "", asked.category or "", asked.state or "")
    page = public_cases(filters=filters, cursor=start)
    return {"items": [shapes.case_brief(row.case, row.words) for row in page.rows], "next": page.next}


@router.get("/cases/nearby", response={200: list[schemas.NearbyOut], **MISSING}, url_name="nearby")
def nearby(
    request: HttpRequest,
    service: Query[schemas.Code],
    longitude: Query[schemas.Longitude],
    latitude: Query[schemas.Latitude],
) -> list[dict[str, Any]]:
    """Open public cases of the same service near a point, the nearest first: worth a look before sending another."""
    if service not in current_services():
        raise UnknownService
    found = nearby_cases(service=service, longitude=longitude, latitude=latitude, now=clock.now())
    return [
        {
            "reference": near.case.reference,
            "metres": near.metres,
            "category": near.case.category,
            "state": near.case.public_state,
            "words": near.words,
            "url": shapes.absolute("reports:public", near.case.reference),
        }
        for near in found
    ]


@router.get("/cases/{reference}", response={200: schemas.CaseWhole, **MISSING}, url_name="case")
def case(request: HttpRequest, reference: Path[Reference]) -> dict[str, Any]:
    """A public case with its story. A private one answers like one that does not exist."""
    found = find_public_case(tidy_reference(reference))
    return shapes.public_case(tell(found, audiences=EVERYONE))


def _today() -> Any:
    return clock.now().astimezone(city_zone()).date()
