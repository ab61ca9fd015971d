from django.urls import path

from tsunagi.reports.chiefs import views as chiefs
from tsunagi.reports.worklist import views as worklist

urlpatterns = [
    path("", worklist.home, name="home"),
    path("first-month/", worklist.first_month, name="first-month"),
    path("chiefs/", chiefs.chief_list, name="chief-list"),
]
