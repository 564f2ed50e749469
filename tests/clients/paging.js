// What both paging clients are asked, and what must come of it.

import assert from "node:assert/strict";

export const [url, rows] = [process.argv[2], Number(process.argv[3])];

/** Rows a page: the last page is not full. */
export const FIRST = 300;

export const QUERY = /* GraphQL */ `
    query SignIns($first: Int!, $after: String) {
        signIns(first: $first, after: $after) {
            totalCount
            edges {
                cursor
                node {
                    id
                    createdDateTime
                }
            }
            pageInfo {
                endCursor
                hasNextPage
            }
        }
    }
`;

/** Every row is there once, newest first, after as many pages as it takes. */
export function check(pages, { totalCount, edges, pageInfo }) {
    assert.equal(pages, Math.ceil(rows / FIRST));
    assert.equal(totalCount, rows);
    assert.equal(edges.length, rows);
    assert.equal(new Set(edges.map(({ node }) => node.id)).size, rows);
    assert.equal(new Set(edges.map(({ cursor }) => cursor)).size, rows);
    const moments = edges.map(({ node }) => Date.parse(node.createdDateTime));
    assert.ok(moments.every((moment, index) => index === 0 || moment <= moments[index - 1]));
    assert.equal(pageInfo.hasNextPage, false);
}
