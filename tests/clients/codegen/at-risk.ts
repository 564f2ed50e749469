// A document and a use of what it answers; the types are what is tested.

import type { ResultOf, VariablesOf } from "@graphql-typed-document-node/core";
import { graphql, useFragment } from "./generated";

const Seen = graphql(/* GraphQL */ `
    fragment Seen on SignIn {
        createdDateTime
        ipAddress
        riskState
        record
    }
`);

const AtRisk = graphql(/* GraphQL */ `
    query AtRisk($first: Int!, $filter: UserFilter, $user: UserBy!) {
        users(first: $first, filter: $filter) {
            totalCount
            nodes {
                userPrincipalName
                riskLevel
                riskySignIns(first: 3) {
                    nodes {
                        ...Seen
                    }
                }
            }
        }
        user(by: $user) {
            lastPasswordChangeDateTime
        }
    }
`);

export const variables: VariablesOf<typeof AtRisk> = {
    first: 5,
    filter: { riskState: { in: ["AT_RISK", "CONFIRMED_COMPROMISED"] }, riskLastUpdatedDateTime: { lt: "2026-03-01T00:00:00Z" } },
    user: { userPrincipalName: "eve@x.test" },
};

// @ts-expect-error There is no such state.
export const misspelt: VariablesOf<typeof AtRisk> = { ...variables, filter: { riskState: { eq: "AT_RISC" } } };

// @ts-expect-error A user is asked for in one way.
export const ambiguous: VariablesOf<typeof AtRisk> = { ...variables, user: { id: "1", objectId: "2" } };

export function addresses(data: ResultOf<typeof AtRisk>): string[] {
    const signIns = data.users?.nodes.flatMap((user) => user.riskySignIns?.nodes ?? []) ?? [];
    return signIns.map((signIn) => {
        const { createdDateTime, ipAddress, record } = useFragment(Seen, signIn);
        const when: string = createdDateTime;
        // @ts-expect-error The record is whatever Microsoft sent.
        record.length;
        return `${when} ${ipAddress ?? "?"}`;
    });
}
