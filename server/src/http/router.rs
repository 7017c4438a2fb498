//! Every route; `middleware/pipeline.rs` has the steps before them.

use super::middleware::{self, pipeline::HttpService};
use super::{export, host, ops, voting};
use crate::app::App;
use crate::metrics::Routes;
use axum::Extension;
use axum::routing::get;
use socketioxide::layer::SocketIoLayer;
use utoipa::OpenApi;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

/// The HTTP service: every route, behind the pipeline.
pub(crate) fn service(app: App, sockets: &SocketIoLayer) -> HttpService {
    let (documented, document) = OpenApiRouter::with_openapi(ops::openapi::Document::openapi())
        .routes(routes!(voting::home::home))
        .routes(routes!(voting::meeting::page))
        .routes(routes!(voting::meeting::stage))
        .routes(routes!(voting::questions::list, voting::questions::ask))
        .routes(routes!(voting::questions::vote, voting::questions::take_back, voting::questions::vote_by_form))
        .routes(routes!(voting::questions::report))
        .routes(routes!(voting::moderate::page))
        .routes(routes!(voting::remote::page, voting::remote::pair, voting::remote::leave))
        .routes(routes!(voting::remote::now, voting::remote::take))
        .routes(routes!(voting::screen::page))
        .routes(routes!(voting::screen::current))
        .routes(routes!(host::create::create))
        .routes(routes!(voting::vote::page))
        .routes(routes!(voting::vote::cast))
        .routes(routes!(voting::more_time::ask))
        .routes(routes!(voting::results::results))
        .routes(routes!(voting::answers::answers))
        .routes(routes!(voting::proof::proof))
        .routes(routes!(voting::resume::prepare, voting::resume::redeem))
        .routes(routes!(voting::resume::here))
        .routes(routes!(voting::share::page))
        .routes(routes!(voting::qr::svg))
        .routes(routes!(voting::qr::png))
        .routes(routes!(voting::qr::meeting_svg))
        .routes(routes!(voting::qr::meeting_png))
        .routes(routes!(host::enter_page, host::enter))
        .routes(routes!(host::leave))
        .routes(routes!(host::sessions, host::end_others))
        .routes(routes!(host::end))
        .routes(routes!(host::link))
        .routes(routes!(host::ticket))
        .routes(routes!(host::new_key))
        .routes(routes!(host::polls::console))
        .routes(routes!(host::polls::polls))
        .routes(routes!(host::polls::poll, host::polls::change, host::polls::delete))
        .routes(routes!(host::polls::copy))
        .routes(routes!(host::terms::list, host::terms::moderate))
        .routes(routes!(host::terms::undo))
        .routes(routes!(host::terms::redact))
        .routes(routes!(host::polls::rounds))
        .routes(routes!(host::meetings::list, host::meetings::create))
        .routes(routes!(host::meetings::one, host::meetings::change))
        .routes(routes!(host::meetings::purge))
        .routes(routes!(host::meetings::order))
        .routes(routes!(host::meetings::stage))
        .routes(routes!(host::look::look, host::look::set))
        .routes(routes!(host::look::set_logo, host::look::remove_logo))
        .routes(routes!(voting::look::style))
        .routes(routes!(voting::look::logo))
        .routes(routes!(host::steps::now, host::steps::take))
        .routes(routes!(host::board::board, host::board::change_board))
        .routes(routes!(host::board::change_question))
        .routes(routes!(host::moderation::moderation))
        .routes(routes!(host::moderation::link, host::moderation::end_link))
        .routes(routes!(host::remotes::list, host::remotes::link))
        .routes(routes!(host::remotes::confirm, host::remotes::end))
        .routes(routes!(host::words::words, host::words::replace))
        .routes(routes!(host::imports::questions, host::imports::import))
        .routes(routes!(export::results::meeting))
        .routes(routes!(export::results::poll))
        .routes(routes!(export::report::print))
        .routes(routes!(export::sheets::print))
        .routes(routes!(export::charts::svg))
        .routes(routes!(export::charts::png))
        .routes(routes!(export::audit::recount))
        .routes(routes!(export::audit::receipts))
        .routes(routes!(export::audit::log))
        .routes(routes!(host::extra_votes::extra_votes, host::extra_votes::strike))
        .routes(routes!(host::polls::network, host::polls::choose_address))
        .routes(routes!(host::diagnostics::doctor))
        .routes(routes!(host::wifi::now, host::wifi::enter, host::wifi::forget))
        .routes(routes!(host::wifi::svg))
        .routes(routes!(host::wifi::png))
        .routes(routes!(host::desktop::open, host::desktop::close))
        .routes(routes!(host::desktop::open_bar, host::desktop::close_bar))
        .routes(routes!(host::desktop::keys, host::desktop::switch_keys))
        .routes(routes!(host::desktop::copy))
        .routes(routes!(ops::explain::explain))
        .routes(routes!(ops::health::alive))
        .routes(routes!(ops::health::ready))
        .routes(routes!(ops::metrics::metrics))
        .split_for_parts();
    let undocumented = ["/openapi.json", "/assets/{file}", "/icon.svg", "/favicon.ico"];
    let routes = Routes::new(document.paths.paths.keys().cloned().chain(undocumented.map(str::to_owned)));
    let [document_path, asset, icon, favicon] = undocumented;
    let pages = documented
        .route(document_path, get(ops::openapi::document).layer(Extension(ops::openapi::Text::of(&document))))
        .route(asset, get(ops::assets::asset))
        .route(icon, get(ops::assets::icon))
        .route(favicon, get(ops::assets::icon))
        .fallback(middleware::respond::not_found)
        .method_not_allowed_fallback(middleware::respond::method_not_allowed)
        .with_state(app.clone());
    HttpService::new(app, pages, sockets, routes)
}
