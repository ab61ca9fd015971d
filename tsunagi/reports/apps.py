from django.apps import AppConfig


class ReportsConfig(AppConfig):
    name = "tsunagi.reports"
    label = "reports"
