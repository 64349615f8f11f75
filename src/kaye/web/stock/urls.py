"""Addresses of « Stock »."""

from django.urls import path

from kaye.web.stock import views

urlpatterns = [
    path("stock/", views.stock, name="stock"),
    path("stock/nouveau/", views.new, name="stock_new"),
    path("stock/<int:pk>/", views.article, name="stock_article"),
    path("stock/<int:pk>/arrivage/", views.arrival, name="stock_arrival"),
]
