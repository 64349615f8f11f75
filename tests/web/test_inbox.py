"""« Boîte »: the list, the search, a conversation; what strangers write stays text; queries that do not grow."""

import re
from collections.abc import Callable
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django_scopes import scope

from kaye.actions.configure_channel import configure_channel
from kaye.actions.inbox.channel_account import add_channel
from kaye.records.models import (
    ChannelTemplate,
    InboxMessage,
    MatchProposal,
    Member,
    Merge,
    MessageFile,
    OutgoingMessage,
    Request,
    Task,
    Thread,
    ThreadSeen,
    Understood,
    Upload,
)
from tests.web.conversations import NOW, Talk, ago, attach, now, say, settle
from tests.web.people import body, enter

Ask = Callable[[str], str]
EVIL = "<script>alert(1)</script><img src=x onerror=alert(1)>\"'><svg onload=alert(1)>"

pytestmark = pytest.mark.django_db


@pytest.fixture
def talk(monkeypatch: pytest.MonkeyPatch) -> Talk:
    monkeypatch.setenv("KAYE_NOW", NOW)
    return settle()


@pytest.fixture
def owner(client: Client, talk: Talk) -> Client:
    return enter(client, talk.business)


def _page(client: Client, path: str) -> str:
    answer = client.get(path)
    assert answer.status_code == 200, (path, answer.status_code)
    return body(answer)


def test_the_list_by_urgency_and_by_filter(owner: Client) -> None:
    whole = _page(owner, "/boite/")
    assert whole.index("Yannick Gob") < whole.index("Karukera Hôtel") < whole.index("Villa Mango")
    assert "38 min" in whole and "À vérifier" in whole
    later = _page(owner, "/boite/?voir=snoozed")
    assert "Lycée des Îles" in later and "Villa Mango" not in later
    found = _page(owner, "/boite/?q=SPLIT")
    assert "<mark>split</mark>" in found and "Yannick" not in found


def test_a_conversation_says_everything(owner: Client, talk: Talk) -> None:
    said = _page(owner, f"/boite/{talk.hotel.pk}/")
    for words in (
        "Répondre avant 11 h 18", "Appel manqué, 9 h 40", "remis", "Compris : <b>promet de payer vendredi 22 mai",
        "Demande R-118 ouverte : dépannage, chambre 12", "Voir avec Jordan", "Peut-être la même personne",
        "aujourd’hui, mercredi 20 mai",
    ):  # fmt: skip
        assert words in said, words


def test_what_strangers_write_is_only_text(owner: Client, talk: Talk) -> None:
    with scope(business=talk.business):
        message = say(
            talk.thread, EVIL, 4, channel="email", form="email", subject=EVIL, quoted=EVIL, earlier=[EVIL],
            reactions={"x": EVIL}, doubt=EVIL, html=f"<p>Bonjour</p>{EVIL}<a href='javascript:alert(1)'>ici</a>",
        )  # fmt: skip
        attach(message, f"{EVIL}\r\nX-A: b.html", "text/html", EVIL.encode())
        attach(message, EVIL, "image/png", None)
        type(talk.hotel).objects.filter(pk=talk.hotel.pk).update(name=EVIL)
        Request.objects.update(title=EVIL)
        Understood.objects.update(because=EVIL)
        talk.thread.last_text = EVIL
        talk.thread.save()
        Task.objects.create(
            business=talk.business, customer=talk.hotel, kind="review", key="k", text=EVIL, detail=EVIL,
            due_on=now().date(), created_at=now(),
        )  # fmt: skip
    for path in (
        f"/boite/{talk.hotel.pk}/",
        f"/boite/{talk.hotel.pk}/suite/",
        "/boite/",
        "/boite/?q=script",
        "/",
    ):
        said = _page(owner, path)
        assert not re.search(r"<script>alert|<img src=x|<svg onload|javascript:", said), path
    link = re.search(r'src="(/boite/mail/[^"]+)"', _page(owner, f"/boite/{talk.hotel.pk}/"))
    assert link
    mail = owner.get(link[1])
    drawn = mail.content.decode()
    assert "Bonjour" in drawn and "alert" not in re.sub(r"&lt;.*", "", drawn) and "javascript" not in drawn
    policy = mail["Content-Security-Policy"]
    assert (
        "default-src 'none'" in policy and "sandbox allow-popups" in policy and "allow-scripts" not in policy
    )


def test_pictures_of_others_only_on_demand(owner: Client, talk: Talk) -> None:
    with scope(business=talk.business):
        html = '<img src="https://traceur.example/p.gif"><img src="cid:logo"><p style="position:fixed;color:red">a</p>'
        message = say(talk.thread, "a", 4, channel="email", form="email", html=html)
        attach(message, "logo.png", "image/png", b"\x89PNG\r\n\x1a\n", content_id="<logo>", inline=True)
    link = re.search(r'src="(/boite/mail/[^"]+)"', _page(owner, f"/boite/{talk.hotel.pk}/"))
    assert link
    plain = owner.get(link[1])
    assert "traceur" not in plain.content.decode() and "data:image/png" in plain.content.decode()
    assert "position" not in plain.content.decode() and "https:" not in plain["Content-Security-Policy"]
    asked = owner.get(f"{link[1]}?images=1")
    assert "traceur.example" in asked.content.decode() and "https:" in asked["Content-Security-Policy"]


@pytest.mark.parametrize(
    ("mime", "inline", "how", "shown"),
    [
        ("image/png", True, "inline", "image/png"),
        ("text/html", False, "attachment", "application/octet-stream"),
        ("image/svg+xml", False, "attachment", "application/octet-stream"),
        ("application/pdf", False, "attachment", "application/octet-stream"),
    ],
)
def test_attachments_run_nothing_and_their_links_are_personal(
    owner: Client, talk: Talk, monkeypatch: pytest.MonkeyPatch, mime: str, inline: bool, how: str, shown: str
) -> None:
    with scope(business=talk.business):
        attach(say(talk.thread, "", 4), "../../é\r\nvil.png", mime, b"abc", inline=inline)
    link = re.search(r'"(/boite/fichier/[^"]+)"', _page(owner, f"/boite/{talk.hotel.pk}/"))
    assert link
    answer = owner.get(link[1])
    assert answer.content == b"abc"
    assert answer["Content-Disposition"] == f"{how}; filename*=UTF-8''%C3%A9vil.png"
    assert answer["Content-Type"] == shown and answer["X-Content-Type-Options"] == "nosniff"
    assert "sandbox" in answer["Content-Security-Policy"] and "no-store" in answer["Cache-Control"]
    colleague = enter(Client(), talk.business, "staff")
    assert colleague.get(link[1]).status_code == 404
    assert owner.get(link[1].replace("fichier", "mail")).status_code == 404
    assert owner.get(f"{link[1][:-3]}/").status_code == 404
    monkeypatch.setenv("KAYE_NOW", "2026-05-20T10:51:00-04:00")
    assert owner.get(link[1]).status_code == 404


def test_a_file_that_is_not_here_has_no_link(owner: Client, talk: Talk) -> None:
    with scope(business=talk.business):
        attach(say(talk.thread, "", 4), "a.exe", "", None, state="refused")
        assert MessageFile.objects.count() == 1
    said = _page(owner, f"/boite/{talk.hotel.pk}/")
    assert "peut être dangereux" in said and "/boite/fichier/" not in said


def test_queries_do_not_grow_with_the_conversation(owner: Client, talk: Talk) -> None:
    paths = ("/boite/", f"/boite/{talk.hotel.pk}/", "/")

    def counted() -> list[int]:
        found = []
        for path in paths:
            with CaptureQueriesContext(connection) as seen:
                assert owner.get(path).status_code == 200
            found.append(len(seen))
        return found

    with scope(business=talk.business):
        attach(say(talk.thread, "un", 60), "a.png", "image/png", b"a", inline=True)
    counted()
    before = counted()
    with scope(business=talk.business):
        for each in range(10):
            attach(say(talk.thread, f"encore {each}", 61 + each), "a.png", "image/png", b"a", inline=True)
        InboxMessage.objects.filter(text__startswith="encore").update(channel="whatsapp")
    assert counted() == before
    assert max(before) <= 50, before


def test_a_sheet_a_task_and_a_request_are_answered(owner: Client, talk: Talk) -> None:
    with scope(business=talk.business):
        sheet, request = Understood.objects.get(), Request.objects.get()
        task = Task.objects.create(
            business=talk.business, customer=talk.hotel, kind="call_back", key="k", text="Rappeler l’hôtel",
            due_on=now().date(), created_at=now(),
        )  # fmt: skip
    morning = _page(owner, "/")
    assert "Rappeler l’hôtel" in morning and "À répondre d’abord" in morning and "Yannick Gob" in morning
    assert owner.post(f"/boite/compris/{sheet.pk}/", {"answer": "no"}).status_code == 302
    assert owner.post(f"/boite/tache/{task.pk}/", {"outcome": "done"}).status_code == 302
    owner.post(f"/boite/demande/{request.pk}/", {"act": "lost", "reason": "trop_cher"})
    asked = {"client": talk.hotel.pk, "title": "Contrat d’entretien", "source": "hand", "amount": "1 200"}
    assert owner.post("/boite/demande/", asked).status_code == 302
    with scope(business=talk.business):
        sheet.refresh_from_db()
        task.refresh_from_db()
        request.refresh_from_db()
        new = Request.objects.exclude(pk=request.pk).get()
    assert (sheet.state, task.outcome, request.state, request.reason) == (
        "refused",
        "done",
        "lost",
        "trop_cher",
    )
    assert (new.title, new.source, new.amount) == ("Contrat d’entretien", "hand", 120_000) and new.next_on


def test_ready_answers_are_kept_and_filled(owner: Client, talk: Talk) -> None:
    refused = owner.post("/reglages/reponses/", {"name": "A", "text": "Bonjour {{facture}}"})
    assert refused.status_code == 422 and "ne se remplit pas" in body(refused)
    assert owner.post(
        "/reglages/reponses/", {"name": "A", "text": "Bonjour {{appel}}, vous devez {{montant}}"}
    )
    assert "Demander une photo" in _page(owner, "/reglages/reponses/")


def test_an_answer_is_asked_about_once_then_leaves(owner: Client, talk: Talk) -> None:
    page = f"/boite/{talk.hotel.pk}/"
    typed = {"text": "Bonjour Yannick, votre colis arrive.", "client": "un", "channel": "whatsapp_link"}
    asked = owner.post(f"{page}repondre/", typed)
    assert asked.status_code == 422 and typed["text"] in body(asked)
    sure = {"sure": asked.context["mark"]}
    assert f'name="sure" value="{sure["sure"]}"' in body(asked)
    other = owner.post(f"{page}repondre/", typed | sure | {"text": "Bonjour Rosalie, votre colis arrive."})
    assert other.status_code == 422 and "Rosalie" in body(other)  # a yes to one oddity is no yes to another
    for _ in range(2):
        assert owner.post(f"{page}repondre/", typed | sure).status_code == 302
    said = _page(owner, page)
    assert "https://wa.me/590690112233?text=" in said and said.count("k-msg is-ours") == 2
    with scope(business=talk.business):
        row = OutgoingMessage.objects.get(family="reply")
    assert owner.post(f"/envoi/{row.pk}/", {"outcome": "sent", "retour": page})["Location"] == page
    with scope(business=talk.business):
        talk.thread.refresh_from_db()
        assert OutgoingMessage.objects.get(pk=row.pk).state == "sent"
    assert talk.thread.state == "waiting"
    empty = owner.post(f"{page}repondre/", {"text": " ", "channel": "whatsapp_link"})
    assert empty.status_code == 422 and "Écrivez votre réponse" in body(empty)


def test_who_writes_reads_notes_and_shelves(owner: Client, talk: Talk) -> None:
    page, colleague = f"/boite/{talk.hotel.pk}/", enter(Client(), talk.business, "staff")
    assert 'class="k-unread">3' in _page(owner, "/boite/")
    assert owner.post(f"{page}lu/").status_code == 204
    assert 'class="k-unread">3' not in _page(owner, "/boite/")
    assert 'class="k-unread">3' in _page(colleague, "/boite/")
    colleague.post(f"{page}ecrit/")
    assert "Staff écrit une réponse." in _page(owner, f"{page}suite/")
    assert "écrit une réponse" not in _page(colleague, f"{page}suite/")
    owner.post(f"{page}note/", {"text": "Sa femme s’appelle Anne"})
    assert "Sa femme s’appelle Anne" in _page(colleague, page)
    owner.post(f"{page}plus-tard/", {"until": "reply"})
    assert "Mise de côté jusqu’à sa réponse" in _page(owner, page)
    owner.post(f"{page}plus-tard/", {"until": "now"})
    owner.post(f"{page}appel/", {"outcome": "answered", "note": "Passage à 15 h"})
    assert "Vous avez appelé" in _page(owner, page)
    assert owner.post(f"{page}classer/", {"reason": "won"}).status_code == 302
    with scope(business=talk.business):
        talk.thread.refresh_from_db()
        assert (talk.thread.state, Request.objects.get().state) == ("closed", "won")
        others = [each.customer_id for each in Thread.objects.exclude(pk=talk.thread.pk)]
        someone = Member.objects.get(role="staff", business=talk.business)
    said = {"thread": others, "act": "assign", "member": someone.pk}
    assert owner.post("/boite/plusieurs/", said).status_code == 302
    with scope(business=talk.business):
        assert Thread.objects.filter(assigned_to=someone).count() == len(others)
    owner.post("/boite/plusieurs/", {"thread": others, "act": "tomorrow"})
    assert "Staff s’en occupe" in _page(owner, "/boite/?voir=snoozed")


def test_a_photo_leaves_with_the_answer_and_a_program_does_not(owner: Client, talk: Talk) -> None:
    way = {"host": "127.0.0.1", "port": "25", "security": "none", "from_address": "a@clim.example"}
    with scope(business=talk.business):
        configure_channel(business=talk.business, name="email", values=way, now=now())
    page = f"/boite/{talk.hotel.pk}/"
    assert "Karukera" in _page(owner, f"{page}?canal=email")
    typed = {"text": "Voici la photo de votre split.", "channel": "email"}
    bad = SimpleUploadedFile("photo.jpg.exe", b"MZ0", "image/jpeg")
    refused = owner.post(f"{page}repondre/", typed | {"files": bad})
    assert refused.status_code == 422 and "ne peut pas partir" in body(refused)
    photo = SimpleUploadedFile("../split.png", b"\x89PNG\r\n\x1a\n" + b"0" * 40, "text/html")
    assert owner.post(f"{page}repondre/", typed | {"files": photo}).status_code == 302
    with scope(business=talk.business):
        sent = Upload.objects.get()
        assert (sent.name, sent.mime, sent.outgoing and sent.outgoing.channel) == (
            "split.png",
            "image/png",
            "email",
        )


def test_the_same_person_is_one_again_then_two(owner: Client, talk: Talk) -> None:
    with scope(business=talk.business):
        proposal = MatchProposal.objects.get()
    said = {"answer": "same", "keep": talk.hotel.pk}
    assert owner.post(f"/boite/rapprochement/{proposal.pk}/", said).status_code == 302
    assert "c’est combien" in _page(owner, f"/boite/{talk.hotel.pk}/")
    assert "Yannick Gob" not in _page(owner, "/boite/")
    with scope(business=talk.business):
        merged = Merge.objects.get()
    owner.post(f"/boite/fiches/{merged.pk}/separer/")
    assert "Yannick Gob" in _page(owner, "/boite/")


def test_a_reader_sees_and_touches_nothing(talk: Talk) -> None:
    reader = enter(Client(), talk.business, "readonly")
    said = _page(reader, f"/boite/{talk.hotel.pk}/")
    assert "Karukera Hôtel" in said and 'id="reponse"' not in said and "Noter la promesse" not in said
    assert reader.post(f"/boite/{talk.hotel.pk}/lu/").status_code == 403


def test_hours_are_typed_as_people_say_them(owner: Client, talk: Talk) -> None:
    assert "8h-17h" in _page(owner, "/reglages/heures/")
    said = {"day0": "8h-12h, 14h-17h30", "day5": "9h-12h", "target": "30", "acknowledges": "on"}
    assert owner.post("/reglages/heures/", said).status_code == 302
    kept = _page(owner, "/reglages/heures/")
    assert "8h-12h, 14h-17h30" in kept and 'value="30" selected' in kept
    wrong = owner.post("/reglages/heures/", {"day0": "12h-8h"})
    assert wrong.status_code == 422 and "la fin vient après le début" in body(wrong)
    talk.business.refresh_from_db()
    assert (talk.business.answer_minutes, talk.business.acknowledges, talk.business.text_missed_calls) == (
        30,
        True,
        False,
    )


def test_a_closed_window_leaves_an_approved_text(owner: Client, talk: Talk) -> None:
    keys = dict.fromkeys(
        ("app_secret", "verify_token", "access_token", "phone_number_id", "business_account_id"), "1"
    )
    with scope(business=talk.business):
        account = add_channel(business=talk.business, name="whatsapp", values=keys, now=now())
        InboxMessage.objects.filter(thread=talk.thread).update(at=ago(60 * 30))
        template = ChannelTemplate.objects.create(
            business=talk.business, account=account, name="rappel", language="fr", state="approved",
            body="Bonjour {{1}}, {{2}}", places=["appel", "entreprise"], changed_at=now(),
        )  # fmt: skip
    said = _page(owner, f"/boite/{talk.hotel.pk}/")
    assert "24 h passées depuis son dernier message" in said and "Avec un modèle approuvé" in said
    typed: dict[str, Any] = {"text": "Bonjour", "channel": "whatsapp"}
    refused = owner.post(f"/boite/{talk.hotel.pk}/repondre/", typed)
    assert refused.status_code == 422 and "24 h passées" in body(refused)
    assert (
        owner.post(f"/boite/{talk.hotel.pk}/repondre/", typed | {"template": template.pk}).status_code == 302
    )
    with scope(business=talk.business):
        row = OutgoingMessage.objects.get(family="reply")
    assert row.template and row.template["name"] == "rappel" and row.template["values"][1] == "Clim’Antilles"
    assert row.text.startswith("Bonjour ") and row.text.endswith(", Clim’Antilles")

    filled = _page(owner, f"/boite/{talk.hotel.pk}/?canal=whatsapp&modele={template.pk}")
    assert "Envoyer ce modèle" in filled and 'value="Clim’Antilles"' in filled
    typed |= {"template": template.pk, "place": ["Madame Awa", " "], "client": "2"}
    looked = body(owner.post(f"/boite/{talk.hotel.pk}/repondre/", typed | {"act": "preview"}))
    assert "Bonjour Madame Awa, …" in looked
    blank = owner.post(f"/boite/{talk.hotel.pk}/repondre/", typed)
    assert blank.status_code == 422 and "un modèle part sans blanc" in body(blank)


def test_requests_by_how_far_they_are(owner: Client, talk: Talk) -> None:
    said = _page(owner, "/boite/demandes/")
    assert "dépannage, chambre 12" in said and said.index("Nouvelle") < said.index("dépannage")
    with scope(business=talk.business):
        Request.objects.update(closed_at=now(), state="won")
    assert "Aucune demande ouverte" in _page(owner, "/boite/demandes/")


def test_what_is_new_is_marked_for_each_member(owner: Client, talk: Talk) -> None:
    page = f"/boite/{talk.hotel.pk}/"
    assert 'id="nouveau"' not in _page(owner, page)
    with scope(business=talk.business):
        member = Member.objects.get(business=talk.business, role="owner")
        ThreadSeen.objects.create(business=talk.business, thread=talk.thread, member=member, at=ago(23))
    said = _page(owner, page)
    assert (
        said.index("bien reçu pour la facture")
        < said.index('id="nouveau"')
        < said.index("Vous pouvez passer quand")
    )


def test_the_address_of_a_channel_is_made_changed_and_turned_off(owner: Client, talk: Talk) -> None:
    page = "/reglages/canaux/whatsapp/"
    assert "Créer l’adresse" in _page(owner, page)
    found = []
    for act in ("open", "renew"):
        assert owner.post(f"{page}adresse/", {"act": act}).status_code == 302
        found += re.findall(r"/hooks/whatsapp/[\w-]{22,}/", _page(owner, page))
    assert len(set(found)) == 2 and "Il manque encore" in _page(owner, page)
    owner.post(f"{page}adresse/", {"act": "off"})
    assert "Rallumer" in _page(owner, page) and "Éteint" in _page(owner, "/reglages/canaux/")
    assert enter(Client(), talk.business, "staff").post(f"{page}adresse/", {"act": "on"}).status_code == 403
