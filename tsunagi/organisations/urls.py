from django.urls import path

from tsunagi.organisations.area import routing_views as routing
from tsunagi.organisations.area import views as area
from tsunagi.organisations.office import edit_views as office_edit
from tsunagi.organisations.office import heard_views as office_heard
from tsunagi.organisations.office import views as office
from tsunagi.organisations.resource import views as resource
from tsunagi.organisations.staff import edit_views as staff_edit
from tsunagi.organisations.staff import training_views as staff_training
from tsunagi.organisations.staff import views as staff

urlpatterns = [
    path("search/", office.search, name="search"),
    path("map/", office.office_map, name="office-map"),
    path("offices/", office.office_list, name="office-list"),
    path("offices/export/", office.office_export, name="office-export"),
    path("offices/mine/", office.office_mine, name="office-mine"),
    path("offices/new/", office_edit.office_new, name="office-new"),
    path("offices/resources/new/", resource.resource_new, name="resource-new"),
    path(
        "offices/<uuid:public_id>/resource/edit/",
        resource.resource_edit,
        name="resource-edit",
    ),
    path(
        "offices/<uuid:public_id>/resource/close/",
        resource.resource_close,
        name="resource-close",
    ),
    path("offices/<uuid:public_id>/", office.office_page, name="office-page"),
    path("offices/<uuid:public_id>/edit/", office_edit.office_edit, name="office-edit"),
    path(
        "offices/<uuid:public_id>/confirm/",
        office_edit.office_confirm,
        name="office-confirm",
    ),
    path(
        "offices/<uuid:public_id>/free-places/",
        office_edit.office_free_places,
        name="office-free-places",
    ),
    path(
        "offices/<uuid:public_id>/free-places/same/",
        office_edit.office_free_same,
        name="office-free-same",
    ),
    path(
        "offices/<uuid:public_id>/free-places/heard/",
        office_heard.office_free_heard,
        name="office-free-heard",
    ),
    path(
        "offices/<uuid:public_id>/free-places/paper/",
        office_heard.office_free_paper,
        name="office-free-paper",
    ),
    path(
        "offices/<uuid:public_id>/features/",
        office_edit.office_features,
        name="office-features",
    ),
    path(
        "offices/<uuid:public_id>/kinds/new/",
        office_edit.office_kind_new,
        name="office-kind-new",
    ),
    path(
        "offices/<uuid:public_id>/kinds/<int:period_id>/end/",
        office_edit.office_kind_end,
        name="office-kind-end",
    ),
    path(
        "offices/<uuid:public_id>/areas/", office_edit.office_areas, name="office-areas"
    ),
    path(
        "offices/<uuid:public_id>/close/", office_edit.office_close, name="office-close"
    ),
    path(
        "offices/<uuid:public_id>/staff/new/",
        staff_edit.office_staff_new,
        name="office-staff-new",
    ),
    path("areas/", area.area_here, name="area-here"),
    path("areas/find/", area.area_find, name="area-find"),
    path("areas/outlines/", area.area_outlines, name="area-outlines"),
    path("areas/<uuid:public_id>/", area.area_page, name="area-page"),
    path("areas/<uuid:public_id>/edit/", area.area_edit, name="area-edit"),
    path("areas/<uuid:public_id>/point/", area.area_point, name="area-point"),
    path("areas/<uuid:public_id>/routes/", routing.area_routes, name="area-routes"),
    path(
        "areas/<uuid:public_id>/routes/set/",
        routing.area_route_set,
        name="area-route-set",
    ),
    path("areas/<uuid:public_id>/new/", area.area_new, name="area-new"),
    path("staff/", staff.staff_list, name="staff-list"),
    path("staff/export/", staff.staff_export, name="staff-export"),
    path("staff/<uuid:public_id>/", staff.staff_page, name="staff-page"),
    path("staff/<uuid:public_id>/edit/", staff_edit.staff_edit, name="staff-edit"),
    path(
        "staff/<uuid:public_id>/invite/",
        staff_edit.staff_invite_again,
        name="staff-invite-again",
    ),
    path(
        "staff/<uuid:public_id>/recovery/",
        staff_edit.staff_recovery,
        name="staff-recovery",
    ),
    path(
        "staff/<uuid:public_id>/posts/new/",
        staff_edit.staff_post_new,
        name="staff-post-new",
    ),
    path(
        "staff/<uuid:public_id>/posts/<uuid:post_id>/end/",
        staff_edit.staff_post_end,
        name="staff-post-end",
    ),
    path(
        "staff/<uuid:public_id>/posts/<uuid:post_id>/transfer/",
        staff_edit.staff_transfer,
        name="staff-transfer",
    ),
    path("staff/<uuid:public_id>/leave/", staff_edit.staff_leave, name="staff-leave"),
    path(
        "staff/<uuid:public_id>/qualifications/new/",
        staff_training.staff_qualification_new,
        name="staff-qualification-new",
    ),
    path(
        "staff/<uuid:public_id>/qualifications/<uuid:row_id>/withdraw/",
        staff_training.staff_qualification_withdraw,
        name="staff-qualification-withdraw",
    ),
    path(
        "staff/<uuid:public_id>/chief/", staff_training.staff_chief, name="staff-chief"
    ),
    path("chiefs/<uuid:public_id>/end/", staff_training.chief_end, name="chief-end"),
]
