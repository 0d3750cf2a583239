#!/usr/bin/env node
// @aws-sdk warns on Node 20 about versions it will need in 2027; that is for us to act on, not for the user to read.
process.env.AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED = 'true';
await import('../dist/cli.mjs');
