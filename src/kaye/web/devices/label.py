"""What to call a device in a list, from how its browser presents itself."""

_SYSTEMS = (
    ("iPhone", "iPhone"), ("iPad", "iPad"), ("Android", "Android"), ("Windows", "Windows"), ("Mac OS", "Mac"),
    ("Linux", "Linux"),
)  # fmt: skip
_BROWSERS = (
    ("Edg/", "Edge"), ("SamsungBrowser", "Samsung Internet"), ("OPR/", "Opera"), ("Firefox/", "Firefox"),
    ("Chrome/", "Chrome"), ("Safari/", "Safari"),
)  # fmt: skip


def label_of(user_agent: str) -> str:
    """« Android, Chrome »; « Appareil » when nothing is known."""
    found = [
        next((word for mark, word in known if mark in user_agent), "") for known in (_SYSTEMS, _BROWSERS)
    ]
    return ", ".join(word for word in found if word) or "Appareil"
