// Lists that Relay pages through: one of a user, fetched on by `node`, and one at the root.

import { graphql } from "relay-runtime";

export const ofUser = graphql`
    fragment SignIns_user on User
    @refetchable(queryName: "SignInsOfUserPaginationQuery")
    @argumentDefinitions(first: { type: "Int", defaultValue: 10 }, after: { type: "String" }) {
        signIns(first: $first, after: $after) @connection(key: "SignIns_user_signIns") {
            totalCount
            edges {
                node {
                    createdDateTime
                    record
                    detections {
                        nodes {
                            riskEventKind
                        }
                    }
                }
            }
        }
    }
`;

export const all = graphql`
    fragment SignIns_query on Query
    @refetchable(queryName: "SignInsPaginationQuery")
    @argumentDefinitions(first: { type: "Int", defaultValue: 25 }, after: { type: "String" }, filter: { type: "SignInFilter" }) {
        signIns(first: $first, after: $after, filter: $filter) @connection(key: "SignIns_query_signIns", filters: ["filter"]) {
            edges {
                node {
                    ipAddress
                }
            }
        }
    }
`;

export const page = graphql`
    query SignInsQuery($user: UserBy!, $filter: SignInFilter) {
        user(by: $user) {
            ...SignIns_user
        }
        ...SignIns_query @arguments(filter: $filter)
    }
`;
