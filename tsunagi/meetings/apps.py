from django.apps import AppConfig


class MeetingsConfig(AppConfig):
    name = "tsunagi.meetings"
    label = "meetings"
