from django.apps import AppConfig


class ActivityConfig(AppConfig):
    name = "tsunagi.activity"
    label = "activity"
