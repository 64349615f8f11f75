"""« C'est parti », « Ne pas envoyer »: what a person says of a message that is no follow-up."""

from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.views.decorators.http import require_POST

from kaye.actions.inbox.confirm_sent import confirm_sent
from kaye.actions.refusal import Refusal
from kaye.actions.settle_message import cancel_message, settle_message
from kaye.records.models import OutgoingMessage
from kaye.web.access import ShopRequest, shop_page
from kaye.web.customers.found import return_url
from kaye.web.screen import who
from kaye.web.shell.toasts import toast


@shop_page
@require_POST
def outgoing(request: ShopRequest, outgoing: int) -> HttpResponse:
    """POST outcome=sent|cancelled for one that waits for a tap, left|not_left for one to look at."""
    rows = OutgoingMessage.objects.filter(business=request.business, pk=outgoing, item="")
    message = rows.select_related("customer").first()
    if message is None:
        raise Http404
    business, now, by = request.business, request.now, who(request)
    outcome = request.POST.get("outcome", "")
    try:
        match outcome:
            case "sent":
                confirm_sent(business=business, message=message, now=now, by=by)
            case "cancelled":
                cancel_message(business=business, message=message, now=now, by=by)
            case "left" | "not_left":
                settle_message(business=business, message=message, left=outcome == "left", now=now, by=by)
            case _:
                raise Http404
    except Refusal as refused:
        toast(request, str(refused))
    else:
        name = message.customer.name if message.customer else "Message"
        toast(request, f"{name} : {_SAID[outcome]}.")
    return HttpResponseRedirect(return_url(request) or reverse("today"))


_SAID = {
    "sent": "noté, c’est parti",
    "cancelled": "rien n’est envoyé",
    "left": "noté, il est parti",
    "not_left": "noté, il n’est pas parti",
}
