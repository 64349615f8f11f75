"""Every refusal as `application/problem+json` (RFC 9457), with a French sentence (M57)."""

import json
from collections.abc import Mapping

from django.http import HttpRequest, HttpResponse
from ninja import NinjaAPI, Schema
from ninja.errors import HttpError, ValidationError

from kaye.actions.answered_once import OtherBody, StillRunning
from kaye.actions.change_draft import StaleDraft
from kaye.actions.documents.ground import DocumentRefusal
from kaye.actions.refusal import Refusal

_TITLES = {
    400: "Demande incomplète",
    401: "Clé absente ou inconnue",
    403: "Interdit à cette clé",
    404: "Introuvable",
    405: "Verbe inconnu ici",
    409: "Changé entre-temps",
    413: "Trop long",
    415: "Format inconnu",
    422: "Demande refusée",
    500: "Panne",
}
# Words of the reader of JSON, by the start of its own code.
_WRITTEN = (
    ("missing", "Il manque cette valeur."),
    ("extra_forbidden", "Cette clé n'est pas attendue ici."),
    ("literal_error", "Cette valeur n'est pas dans la liste."),
    ("json_invalid", "Le corps n'est pas du JSON lisible."),
    ("int", "Écrivez un nombre entier."),
    ("bool", "Écrivez true ou false."),
    ("date", "Écrivez un jour comme 2026-05-22."),
    ("greater", "Ce nombre est trop petit."),
    ("less", "Ce nombre est trop grand."),
    ("string_too_long", "Ce texte est trop long."),
    ("string", "Écrivez un texte."),
    ("list", "Écrivez une liste."),
    ("dict", "Écrivez un objet."),
    ("model", "Écrivez un objet."),
)


class Problem(Schema):
    """What went wrong. `code` never changes; `fields` says what to correct, by place (« lines.0.quantity »)."""

    type: str = "about:blank"
    title: str
    status: int
    detail: str
    code: str
    fields: dict[str, str] = {}


# What any operation may answer beside its own: its description holds them.
REFUSALS = dict.fromkeys((400, 401, 403, 404, 405, 409, 413, 422), Problem)


class ApiError(Exception):
    """Raised by the API itself: status, code, French sentence."""

    def __init__(self, status: int, code: str, detail: str) -> None:
        super().__init__(detail)
        self.status, self.code, self.detail = status, code, detail


def problem(status: int, code: str, detail: str, fields: Mapping[str, str] | None = None) -> HttpResponse:
    """The answer."""
    said = Problem(
        title=_TITLES.get(status, "Demande refusée"),
        status=status,
        detail=detail,
        code=code,
        fields=dict(fields or {}),
    )
    return HttpResponse(
        json.dumps(said.dict(), ensure_ascii=False), status=status, content_type="application/problem+json"
    )


def not_found() -> ApiError:
    """The same for what does not exist and for what is another business's."""
    return ApiError(404, "not_found", "Rien ne porte cet identifiant ici.")


def handle(api: NinjaAPI) -> None:
    """Tell the API how each refusal is answered."""

    @api.exception_handler(ApiError)
    def _own(request: HttpRequest, error: ApiError) -> HttpResponse:
        return problem(error.status, error.code, error.detail)

    @api.exception_handler(Refusal)
    def _refused(request: HttpRequest, error: Refusal) -> HttpResponse:
        return refused(error)

    @api.exception_handler(ValidationError)
    def _misread(request: HttpRequest, error: ValidationError) -> HttpResponse:
        fields = {_place(each["loc"]): _sentence(each["type"]) for each in error.errors}
        detail = "Corrigez : " + ", ".join(fields) + "." if any(fields) else next(iter(fields.values()))
        return problem(422, "unreadable", detail, {name: text for name, text in fields.items() if name})

    @api.exception_handler(HttpError)
    def _http(request: HttpRequest, error: HttpError) -> HttpResponse:
        return problem(error.status_code, "unreadable", "Le corps de la demande ne se lit pas.")


def refused(error: Refusal) -> HttpResponse:
    """A French sentence of an action: 422, or 409 when something changed meanwhile."""
    if isinstance(error, StaleDraft | StillRunning):
        return problem(409, "stale" if isinstance(error, StaleDraft) else "running", str(error))
    if isinstance(error, OtherBody):
        return problem(422, "idempotency_key_reused", str(error))
    if isinstance(error, DocumentRefusal):
        return problem(422, "refused", str(error), {error.path: str(error)})
    return problem(422, "refused", str(error))


def _place(where: tuple[object, ...]) -> str:
    """« lines.0.quantity »: without the part of the request and the name of its parameter."""
    return (
        ".".join(str(each) for each in where[2:]) if where[:1] == ("body",) else ".".join(map(str, where[1:]))
    )


def _sentence(kind: str) -> str:
    return next((text for start, text in _WRITTEN if kind.startswith(start)), "Cette valeur ne convient pas.")
