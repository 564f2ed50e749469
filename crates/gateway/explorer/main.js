// The explorer: GraphiQL on this gateway, with ready queries in its tabs.

import { createElement } from "react";
import { createRoot } from "react-dom/client";
import { GraphiQL } from "graphiql";
import "graphiql/graphiql.css";
import "./main.css";

import atRisk from "./queries/at-risk.graphql";
import sameAddress from "./queries/same-address.graphql";
import oneNetwork from "./queries/one-network.graphql";
import sameRule from "./queries/same-rule.graphql";
import withoutSignIn from "./queries/without-sign-in.graphql";
import history from "./queries/history.graphql";
import workloads from "./queries/workloads.graphql";
import attack from "./queries/attack.graphql";

const tabs = [atRisk, sameAddress, oneNetwork, sameRule, withoutSignIn, history, workloads, attack];

/** Asks the gateway. A refused query is answered with JSON too. */
async function ask({ query, variables, operationName }) {
    // GraphiQL learns of another text at once, and of its operation's name a moment later.
    const name = operationName && new RegExp(`\\b${operationName}\\b`).test(query) ? operationName : undefined;
    const response = await fetch("/graphql", {
        method: "POST",
        headers: { accept: "application/graphql-response+json, application/json", "content-type": "application/json" },
        body: JSON.stringify({ query, variables, operationName: name }),
        credentials: "omit",
        redirect: "error",
    });
    return response.json();
}

const explorer = createElement(
    GraphiQL,
    {
        fetcher: ask,
        // Queries name people and addresses, so they are kept in this tab of the browser alone, and go with it.
        storage: window.sessionStorage,
        defaultTabs: tabs.map((query) => ({ query })),
        defaultQuery: "# A query of your own; Ctrl-Space completes, Ctrl-Enter runs it.\n\n{\n  \n}\n",
        // There is nothing to say in a header, and a secret typed there would be kept.
        isHeadersEditorEnabled: false,
        showPersistHeadersSettings: false,
        inputValueDeprecation: true,
        schemaDescription: true,
    },
    createElement(GraphiQL.Logo, null, "riskgate"),
);
createRoot(document.getElementById("explorer")).render(explorer);
