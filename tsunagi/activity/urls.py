from django.http import HttpResponse
from django.urls import path

from tsunagi.ui.http import action


@action("catalogue.list")
def stub(request):
    return HttpResponse("stub")


urlpatterns = [path("catalogues/", stub, name="catalogue-list")]
