from django.apps import AppConfig


class UiConfig(AppConfig):
    name = "tsunagi.ui"
    label = "ui"
