"""Programs and tokens: what there is, making a token, revoking one; and the same of webhooks."""

import uuid
from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from forms import present
from portal.api.programs import making
from portal.api.programs.asking import FORBIDDEN, ask, show_once
from portal.api.programs.questions import TokenForm, WebhookForm, in_words
from portal.api.programs.scopes import LABELS
from portal.api.programs.token import ApiToken
from portal.api.webhooks import keeping
from portal.api.webhooks.hook import Webhook
from portal.api.webhooks.message import WebhookMessage
from workflow.desk.access import for_roles
from workflow.desk.converters import identifier
from workflow.desk.freshness import again_url, is_fresh
from workflow.parties.roles import PROGRAM_ROLES, Actor

WHO = "Programs act for those who lead an agency or work on cases, and are set up by administrators too."
MESSAGES_A_PAGE = 50
MADE = "It was made already: this page was sent twice. What it showed the first time is shown nowhere again."

programs = for_roles(PROGRAM_ROLES, WHO)


@require_safe
@programs
def everything(request: HttpRequest, actor: Actor) -> HttpResponse:
    """The person's tokens, those of their agencies, and the webhooks."""
    now = present.now()
    standing = set(ApiToken.objects.in_force(now).values_list("pk", flat=True))
    tokens = list(making.seen_by(actor))
    context = {
        "tokens": [(one, in_words(one.membership), _can(one), one.pk in standing) for one in tokens],
        "webhooks": [(one, keeping.host_of(one)) for one in keeping.seen_by(actor)],
        "may_make": bool(making.memberships(actor)),
        "may_be_told": bool(keeping.memberships(actor)),
        "now": now,
        "user_id": actor.user_id(),
    }
    return render(request, "portal/api/programs.html", context)


def _can(token: ApiToken) -> list[str]:
    return [LABELS.get(scope, scope) for scope in token.scopes]


@require_http_methods(["GET", "HEAD", "POST"])
@programs
def new_token(request: HttpRequest, actor: Actor) -> HttpResponse:
    """Make a token: it is shown on the page that answers, and never again."""
    mine = making.memberships(actor)
    if not mine:
        raise Http404("You have no role in which a program could act.")

    def do(asked: dict[str, Any]) -> HttpResponse:
        if ApiToken.objects.filter(pk=asked["number"]).exists():
            messages.warning(request, MADE)
            return redirect("programs:list")
        made, secret = making.make(
            asked["membership"],
            name=asked["name"],
            scopes=asked["scopes"],
            days=int(asked["days"]),
            by=actor,
            now=present.now(),
            identifier=asked["number"],
        )
        return show_once(request, secret, title="The token", what="token", until=made.expires_at)

    context = {"title": "Make a token", "button": "Make the token"}
    return ask(request, TokenForm, do, context, memberships=mine)


@require_POST
@programs
def revoke_token(request: HttpRequest, actor: Actor, token_id: uuid.UUID) -> HttpResponse:
    """At once, and without asking who it is again: somebody who has lost a token is in a hurry."""
    token = making.seen_by(actor).filter(pk=token_id).first()
    if token is None:
        raise Http404("There is no such token here.")
    if making.revoke(token, by=actor, now=present.now()):
        messages.success(request, f"The token “{token.name}” opens nothing any more.")
    return redirect("programs:list")


@require_http_methods(["GET", "HEAD", "POST"])
@programs
def new_webhook(request: HttpRequest, actor: Actor) -> HttpResponse:
    """Set up a webhook: its secret is shown on the page that answers, and never again."""
    places = {key: str(agency or area) for key, (_held, agency, area) in keeping.places(actor).items()}
    if not places:
        raise Http404("You have nothing of which a program could be told.")

    def do(asked: dict[str, Any]) -> HttpResponse:
        if Webhook.objects.filter(pk=asked["number"]).exists():
            messages.warning(request, MADE)
            return redirect("programs:list")
        made, secret = keeping.make(asked["number"], asked["place"], asked["url"], by=actor, now=present.now())
        next_url = reverse("programs:webhook", args=[made.pk])
        return show_once(request, secret, title="The secret of the webhook", what="secret", next_url=next_url)

    return ask(request, WebhookForm, do, {"title": "Set up a webhook", "button": "Set it up"}, places=places)


@require_http_methods(["GET", "HEAD", "POST"])
@programs
def webhook(request: HttpRequest, actor: Actor, webhook_id: uuid.UUID) -> HttpResponse:
    """What was sent and what became of it; turned off and on, given a new secret, taken away."""
    hook = keeping.seen_by(actor).filter(pk=webhook_id).first()
    if hook is None:
        raise Http404("There is no such webhook here.")
    if request.method == "POST":
        return _change(request, actor, hook)
    return _webhook_page(request, hook)


def _webhook_page(request: HttpRequest, hook: Webhook, *, stale: bool = False, status: int = 200) -> HttpResponse:
    page = Paginator(hook.messages.all(), MESSAGES_A_PAGE).get_page(request.GET.get("page"))
    at_rest = (WebhookMessage.State.DELIVERED, WebhookMessage.State.FAILED)
    context = {
        "hook": hook,
        "host": keeping.host_of(hook),
        "results": page,
        "at_rest": at_rest,
        "stale": stale,
        "again_url": again_url(request),
        "stands": keeping.telling(present.now()).filter(pk=hook.pk).exists(),
    }
    return render(request, "portal/api/webhook.html", context, status=status)


def _change(request: HttpRequest, actor: Actor, hook: Webhook) -> HttpResponse:
    now, do = present.now(), request.POST.get("do", "")
    if do in ("on", "off"):
        keeping.turn(hook, on=do == "on", by=actor, now=now)
        messages.success(request, "It is told again from now on." if do == "on" else "Nothing more is sent.")
        return redirect("programs:webhook", hook.pk)
    if do == "remove":
        keeping.remove(hook, by=actor, now=now)
        messages.success(request, "The webhook was taken away, with the list of what it was sent.")
        return redirect("programs:list")
    if do == "rotate":
        if not is_fresh(request):
            return _webhook_page(request, hook, stale=True, status=FORBIDDEN)
        secret = keeping.rotate(hook, by=actor, now=now)
        next_url = reverse("programs:webhook", args=[hook.pk])
        return show_once(request, secret, title="The new secret", what="secret", next_url=next_url, both=True)
    asked = identifier(do.removeprefix("again:"))
    message = hook.messages.filter(pk=asked).first() if asked is not None else None
    if message is None:
        raise Http404("There is no such message here.")
    message.webhook = hook
    if keeping.send_again(message, by=actor, now=now):
        messages.success(request, "The message is sent again within the minute.")
    return redirect("programs:webhook", hook.pk)
