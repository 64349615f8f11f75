"""What every row of a business has in common: its owner, and a manager that refuses to work without one."""

from django.db import models
from django_scopes import ScopedManager


class Owned(models.Model):
    """A row inside the walls of one business. `Model.objects` raises ScopeError outside `scope(business=…)`."""

    # No index of its own: where a business is looked through, a composite index starts with it.
    business = models.ForeignKey(
        "records.Business", on_delete=models.CASCADE, related_name="+", db_index=False
    )

    objects = ScopedManager(business="business")

    class Meta:
        abstract = True
