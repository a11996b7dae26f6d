"""The addresses under /people/."""

from django.urls import path

from portal.accounts.people.views import inviting, listing, person, waiting, work

app_name = "people"
urlpatterns = [
    path("", listing.people, name="list"),
    path("who/", listing.who_may, name="who"),
    path("invite/", inviting.choose_role, name="choose_role"),
    path("invite/<str:role>/", inviting.invite_to, name="invite"),
    path("invitations/", inviting.invitations, name="invitations"),
    path("invitations/<uuid:invitation_id>/send-again/", inviting.send_again, name="send_again"),
    path("invitations/<uuid:invitation_id>/withdraw/", inviting.withdraw, name="withdraw"),
    path("waiting/", waiting.waiting, name="waiting"),
    path("waiting/invitation/<uuid:invitation_id>/", waiting.answer_invitation, name="answer_invitation"),
    path("waiting/change/<uuid:change_id>/", waiting.answer_change, name="answer_change"),
    path("waiting/address/<str:kind>/<int:row_id>/", waiting.answer_address, name="answer_address"),
    path("waiting/periods/<int:schedule_id>/", waiting.answer_periods, name="answer_periods"),
    path("<int:person_id>/", person.person, name="person"),
    path("<int:person_id>/left/", person.has_left, name="left"),
    path("<int:person_id>/address/", person.another_address, name="address"),
    path("<int:person_id>/second-step/", person.new_second_step, name="second_step"),
    path("<int:person_id>/roles/<int:membership_id>/end/", person.end_role, name="end"),
    path("<int:person_id>/roles/<int:membership_id>/last-day/", person.last_day, name="last_day"),
    path("<int:person_id>/roles/<int:membership_id>/hand-over/", work.hand_over, name="hand_over"),
    path("<int:person_id>/roles/<int:membership_id>/cover/", work.cover, name="cover"),
    path("<int:person_id>/cover/<int:cover_id>/end/", work.end_cover, name="end_cover"),
]
