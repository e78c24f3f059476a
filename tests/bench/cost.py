"""What people cost a month in AWS: docs/cost.md's table, from measured units, an assumed month and public prices.

`python -m tests.bench.cost` prints it. Prices are the public ones of us-east-1, in dollars, without any free tier.
"""

from __future__ import annotations

from dataclasses import dataclass

MILLION = 1_000_000
GB = 1000  # of MB
PEOPLE = (100, 10_000, 1_000_000)


@dataclass(frozen=True)
class Month:
    """What an active person does in a month: thirty cards, twenty sittings of three minutes on two devices."""

    pushes: int = 20
    records_a_push: int = 5
    edits: int = 40
    polls: int = 280
    photos: int = 30
    photo_views: int = 60
    photo_mb: float = 0.4
    site_mb: float = 5
    """Two updates of the app on two devices, and a twelfth of a first visit with the reader."""
    stored_mb: float = 1.5
    """Records and log after a year, as DynamoDB counts."""
    stored_photos: int = 360
    followups: int = 20
    """Each is written three times: promised, snoozed, done."""
    digests: int = 15
    """Days on which something is due, each told by a letter and to two devices."""

    @property
    def requests(self) -> int:
        """Requests of the API."""
        return self.pushes + self.edits + self.polls + 2 * self.photos + self.photo_views + 20

    @property
    def writes(self) -> float:
        """Write units: a push is its records, its log and 3 more; an edit is 5; a photo's row is written twice."""
        return self.pushes * (self.records_a_push + 2 + 3) + self.edits * 5 + 2 * self.photos + 20

    @property
    def reads(self) -> float:
        """Read units: two a record pushed and 8 more, 10 an edit, 3 a poll, and the session each time."""
        return self.pushes * (2 * self.records_a_push + 8) + self.edits * 10 + self.polls * 3 + self.requests

    @property
    def sweep_reads(self) -> float:
        """Read units of thirty sweeps: each reads everything once to find the spaces, and the records once more."""
        return 30 * 2 * self.stored_mb * 1000 / 4

    @property
    def reminder_units(self) -> tuple[float, float]:
        """Write and read units: the index at each follow-up's changes; a day's row thrice; a query at every run."""
        return self.followups * 3 + self.digests * 3, 30 * 96 * 1 + self.digests * 15

    @property
    def gb_seconds(self) -> float:
        """Of the functions: 60 ms at 1 GB a request, as much again for the projector after each write."""
        return 0.06 * (self.requests + self.pushes + self.edits)


def for_one(month: Month) -> dict[str, float]:
    """Return what a person costs a month, by service."""
    calls = month.requests + month.pushes + month.edits + month.photos
    out_mb = month.photo_views * month.photo_mb
    return {
        "DynamoDB, writes": month.writes * 0.625 / MILLION,
        "DynamoDB, reads": month.reads * 0.125 / MILLION,
        "DynamoDB, the sweep's reads": month.sweep_reads * 0.125 / MILLION,
        "DynamoDB, reminders": (month.reminder_units[0] * 0.625 + month.reminder_units[1] * 0.125) / MILLION,
        "DynamoDB, storage and recovery": month.stored_mb / GB * (0.25 + 0.20),
        "Lambda": month.gb_seconds * 0.0000133334 + calls * 0.20 / MILLION,
        "API Gateway": month.requests * 1.00 / MILLION,
        "CloudFront": month.site_mb / GB * 0.085 + month.requests * 1.00 / MILLION,
        "S3, photos kept": month.stored_photos * month.photo_mb / GB * 0.023,
        "S3, photos moved": month.photos * 5 / MILLION + out_mb / GB * 0.09,
        "letters": month.digests * 100 / MILLION,
        "logs": calls * 700 / 1e9 * 0.50,
    }


def fixed() -> dict[str, float]:
    """Return what a stage costs a month with nobody in it."""
    seconds = 30.4 * 24 * 3600
    return {
        "snapshots of two functions of 1 GB": 2 * seconds * 0.0000015046,
        "three secrets": 3 * 0.40,
        "twenty-two alarms": 22 * 0.10,
        "looking for what is due, 96 times a day": 30.4 * 96 * 80 * 0.5 * 0.125 / MILLION,
        "a dashboard": 3.00,
    }


def main() -> None:
    """Print the table."""
    one, idle = for_one(Month()), fixed()
    print(f"| a month | one person, ¢ | {' | '.join(f'{people:,}' for people in PEOPLE)} |")
    print("|---|--:|--:|--:|--:|")
    for name, cost in one.items():
        print(f"| {name} | {cost * 100:.3f} | {' | '.join(f'${cost * people:,.2f}' for people in PEOPLE)} |")
    for name, cost in idle.items():
        print(f"| {name} | | {' | '.join(f'${cost:,.2f}' for _ in PEOPLE)} |")
    sums = [sum(one.values()) * people + sum(idle.values()) for people in PEOPLE]
    print(f"| **all** | {sum(one.values()) * 100:.2f} | {' | '.join(f'**${total:,.0f}**' for total in sums)} |")


if __name__ == "__main__":
    main()
