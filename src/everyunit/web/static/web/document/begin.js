// Forms that only need their fields to offer codes and names.

import { offerWhileTyping } from "./typeahead.js";

offerWhileTyping();
