from django.apps import AppConfig


class OrganisationsConfig(AppConfig):
    name = "tsunagi.organisations"
    label = "organisations"
    verbose_name = "地域・事業所・職員"
