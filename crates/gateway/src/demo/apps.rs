//! The applications that people and workloads sign in to.

/// An application and the resource it asks for.
pub(super) struct App {
    pub(super) id: &'static str,
    pub(super) name: &'static str,
    pub(super) resource_id: &'static str,
    pub(super) resource: &'static str,
}

const EXCHANGE: (&str, &str) = ("00000002-0000-0ff1-ce00-000000000000", "Office 365 Exchange Online");
const GRAPH: (&str, &str) = ("00000003-0000-0000-c000-000000000000", "Microsoft Graph");
const SHAREPOINT: (&str, &str) = ("00000003-0000-0ff1-ce00-000000000000", "Office 365 SharePoint Online");
const INTRANET: (&str, &str) = ("5eed0000-0de0-4000-8000-0000000000a1", "Halden Works Intranet");

const fn app(id: &'static str, name: &'static str, (resource_id, resource): (&'static str, &'static str)) -> App {
    App { id, name, resource_id, resource }
}

pub(super) static OFFICE_HOME: App = app("4765445b-32c6-49b0-83e6-1d93765276ca", "OfficeHome", GRAPH);
pub(super) static OUTLOOK: App = app("5d661950-3475-41cd-a2c3-d671a3162bc1", "Microsoft Outlook", EXCHANGE);
pub(super) static EXCHANGE_ONLINE: App = app(EXCHANGE.0, EXCHANGE.1, EXCHANGE);
pub(super) static BROKER: App = app("29d9ed98-a469-4536-ade2-f981bc1d605e", "Microsoft Authentication Broker", GRAPH);

/// What people use every day; what is used more stands more than once.
pub(super) static EVERYDAY: [App; 8] = [
    app("1fec8e78-bce4-4aaf-ab1b-5451cc387264", "Microsoft Teams", GRAPH),
    app("1fec8e78-bce4-4aaf-ab1b-5451cc387264", "Microsoft Teams", SHAREPOINT),
    app("5d661950-3475-41cd-a2c3-d671a3162bc1", "Microsoft Outlook", EXCHANGE),
    app("5d661950-3475-41cd-a2c3-d671a3162bc1", "Microsoft Outlook", GRAPH),
    app("4765445b-32c6-49b0-83e6-1d93765276ca", "OfficeHome", GRAPH),
    app("08e18876-6177-487e-b8b5-cf950c1e598c", "SharePoint Online Web Client Extensibility", SHAREPOINT),
    app("d3590ed6-52b3-4102-aeff-aad2292ab01c", "Microsoft Office", GRAPH),
    app("5eed0000-0de0-4000-8000-0000000000a2", "Halden Works Intranet", INTRANET),
];
