import { type Params, useParams } from "react-router";
import type { RuleOwner } from "../../api/ipPools";

/** Whose rules the current URL is about. */
export function ruleOwnerOf({ org = "", server }: Params): RuleOwner {
  return { org, server };
}

export function useRuleOwner(): RuleOwner {
  return ruleOwnerOf(useParams());
}
