from django.urls import path

from tsunagi.cases.peer import supporter_views, views

OF_CASE = "cases/<uuid:public_id>/peer"
ONE = f"{OF_CASE}/<uuid:row_id>"
SUPPORTER = "peers/<uuid:public_id>"

urlpatterns = [
    path("peers/", supporter_views.peer_list, name="peer-list"),
    path("peers/new/", supporter_views.supporter_new, name="peer-supporter-new"),
    path(
        f"{SUPPORTER}/edit/", supporter_views.supporter_edit, name="peer-supporter-edit"
    ),
    path(f"{SUPPORTER}/end/", supporter_views.supporter_end, name="peer-supporter-end"),
    path(f"{OF_CASE}/", views.case_peer, name="case-peer"),
    path(f"{OF_CASE}/new/", views.peer_wish, name="peer-wish"),
    path(f"{ONE}/offer/", views.peer_offer, name="peer-offer"),
    path(f"{ONE}/matches/<uuid:match_id>/", views.peer_answer, name="peer-answer"),
    path(f"{ONE}/sessions/new/", views.peer_session, name="peer-session"),
    path(f"{ONE}/close/", views.peer_close, name="peer-close"),
]
