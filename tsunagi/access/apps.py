from django.apps import AppConfig


class AccessConfig(AppConfig):
    name = "tsunagi.access"
    label = "access"
    verbose_name = "権限と監査"

    def ready(self) -> None:
        from tsunagi.access.mfa_audit import listen

        listen()
