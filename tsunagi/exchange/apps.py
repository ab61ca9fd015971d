from django.apps import AppConfig


class ExchangeConfig(AppConfig):
    name = "tsunagi.exchange"
    label = "exchange"
