// Apollo Client pages through a connection, its cache joining the pages.

import assert from "node:assert/strict";
import { ApolloClient, HttpLink, InMemoryCache, gql } from "@apollo/client";
import { relayStylePagination } from "@apollo/client/utilities";
import { filter, firstValueFrom } from "rxjs";
import { FIRST, QUERY, check, url } from "./paging.js";

const cache = new InMemoryCache({ typePolicies: { Query: { fields: { signIns: relayStylePagination() } } } });
const client = new ApolloClient({ link: new HttpLink({ uri: url }), cache });

const query = client.watchQuery({ query: gql(QUERY), variables: { first: FIRST } });
const watching = query.subscribe(({ error }) => assert.equal(error, undefined));
/** What a component would show next. */
const shown = async () => (await firstValueFrom(query.pipe(filter(({ loading }) => !loading)))).data.signIns;
let joined = await shown();
let pages = 1;
while (joined.pageInfo.hasNextPage) {
    await query.fetchMore({ variables: { after: joined.pageInfo.endCursor } });
    joined = await shown();
    pages += 1;
    assert.ok(joined.edges.length > (pages - 1) * FIRST, "a page was joined");
}
check(pages, joined);
watching.unsubscribe();
client.stop();
