from django.apps import AppConfig


class AccessConfig(AppConfig):
    name = "tsunagi.access"
    label = "access"
    verbose_name = "権限と監査"
