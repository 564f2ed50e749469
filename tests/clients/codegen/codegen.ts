// What a front end that uses the client preset has in its own `codegen.ts`.

import type { CodegenConfig } from "@graphql-codegen/cli";

const config: CodegenConfig = {
    schema: "../../schema.graphql",
    documents: "codegen/at-risk.ts",
    generates: {
        "codegen/generated/": {
            preset: "client",
            config: {
                // A scalar that is not named here is an error.
                strictScalars: true,
                scalars: { DateTime: "string", JSON: "unknown" },
                enumsAsTypes: true,
                useTypeImports: true,
            },
        },
    },
};

export default config;
