// urql pages through a connection, its cache joining the pages.

import assert from "node:assert/strict";
import { Client, fetchExchange, gql } from "@urql/core";
import { cacheExchange } from "@urql/exchange-graphcache";
import { relayPagination } from "@urql/exchange-graphcache/extras";
import { FIRST, QUERY, check, url } from "./paging.js";

const cache = cacheExchange({ resolvers: { Query: { signIns: relayPagination() } } });
// It would ask with GET, which riskgate does not answer: a link on any page can make a browser send one.
const client = new Client({ url, exchanges: [cache, fetchExchange], preferGetMethod: false });

let pages = 0;
let after = null;
let joined;
do {
    const { data, error } = await client.query(gql(QUERY), { first: FIRST, after }).toPromise();
    assert.equal(error, undefined);
    assert.ok(data.signIns.pageInfo.endCursor !== after, "another page came");
    joined = data.signIns;
    after = joined.pageInfo.endCursor;
    pages += 1;
} while (joined.pageInfo.hasNextPage);
check(pages, joined);
