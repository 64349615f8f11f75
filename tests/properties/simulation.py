"""Months of business of one shop, drawn from a seed and audited every day.

`python -m tests.properties.simulation --months 6 --seed 3` tells the first day on which an invariant breaks.
"""

import argparse
import os
import tempfile
from collections.abc import Callable
from datetime import date
from pathlib import Path
from random import Random

from tests.faults.smtp_server import SmtpServer
from tests.mail import mailbox

START = date(2026, 4, 20)


def simulate(
    mail: SmtpServer,
    seed: int,
    days: int,
    country: str | None = None,
    customers: int = 6,
    told: Callable[[str], None] = lambda _: None,
) -> "World":
    """Live so many days; raises Broken as soon as an invariant does not hold."""
    random = Random(seed)
    world = World(mail, random, START, country)
    with scope(business=world.business):
        for _ in range(customers):
            world.newcomer()
        for _ in range(customers * 2):
            world.debt()
        for number in range(days):
            _one_day(world, START.fromordinal(START.toordinal() + number), number)
            told(f"{world.day} : {len(mail.accepted)} messages")
        world.audit_books()
    return world


def _one_day(world: "World", day: date, number: int) -> None:
    random, mail = world.random, world.mail
    world.now = at(world.business, day, 7)
    acts = [world.debt, world.debt, world.sale, world.sale, world.word, world.payment_back, world.delivery]
    for _ in range(random.randint(0, 2)):
        random.choice(acts)()
        world.audit()
    if number % 5 == 4:
        world.newcomer()
    if random.random() < 0.02:
        world.address_dies()
    if random.random() < 0.1:
        return  # no power today
    for hour in (random.choice([3, 8, 9]), random.choice([9.5, 13, 18.5, 22])):
        world.now = at(world.business, day, hour)
        _trouble(random, mail)
        if random.random() < 0.3:
            world.plan_only()
            random.choice([world.word, world.payment_back, world.worker_dies, world.word])()
        world.turn()
        world.audit()
        world.audit_after_turn()
        mail.faults.lose_reply = mail.faults.drop_before_data = mail.faults.drop_at_connect = 0
        if 8 <= hour < 19 and random.random() < 0.6:
            for line in today(world.business, world.now).lines[:3]:
                world.do(line)
                world.audit()
    if number % 7 == 6:
        world.audit_books()


def _trouble(random: Random, mail: SmtpServer) -> None:
    if random.random() < 0.15:
        fault = random.choice(["lose_reply", "drop_before_data", "drop_at_connect"])
        setattr(mail.faults, fault, random.randint(1, 2))


def main() -> None:
    """A shop of its own in a folder that is thrown away."""
    wanted = argparse.ArgumentParser(description=__doc__)
    wanted.add_argument("--months", type=int, default=3)
    wanted.add_argument("--seed", type=int, default=0)
    wanted.add_argument("--country", default=None)
    given = wanted.parse_args()
    call_command("migrate", verbosity=0)
    with mailbox() as mail:
        world = simulate(mail, given.seed, given.months * 30, given.country, told=print)
    print(
        f"seed {given.seed} : {given.months} mois, {len(mail.accepted)} messages, {world.number} dettes, rien à redire"
    )


if __name__ == "__main__":
    with tempfile.TemporaryDirectory() as home:
        os.environ.setdefault("KAYE_HOME", str(Path(home)))
        os.environ.setdefault("KAYE_SECRET_KEY", "only-for-simulation-" + "0" * 40)
        os.environ.setdefault("DJANGO_SETTINGS_MODULE", "kaye.settings.django")
        import django

        django.setup()
        from django.core.management import call_command
        from django_scopes import scope

        from kaye.actions.today import today
        from tests.actions.mornings import at
        from tests.properties.world import World

        main()
else:
    from django_scopes import scope

    from kaye.actions.today import today
    from tests.actions.mornings import at
    from tests.properties.world import World
