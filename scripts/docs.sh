#!/usr/bin/env bash
# Writes the pages that come from code; tests fail when one of them is stale.
set -euo pipefail
cd "$(dirname "$0")/.."
.venv/bin/python -m hotline.setup.settings_page
echo "docs/settings.md"
.venv/bin/python -m hotline.security_page
echo "docs/security.md"
.venv/bin/python -m tickets.service.lifecycle.page
echo "docs/tickets.md"
