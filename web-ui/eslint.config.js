import js from "@eslint/js";
import jsxA11y from "eslint-plugin-jsx-a11y";
import reactHooks from "eslint-plugin-react-hooks";
import globals from "globals";
import tseslint from "typescript-eslint";

const defaultExport = {
  selector: "ExportDefaultDeclaration",
  message: "Default exports are for route modules (pages and layouts) only.",
};

export default tseslint.config(
  { ignores: ["dist", "src/api/generated"] },
  js.configs.recommended,
  ...tseslint.configs.strictTypeChecked,
  jsxA11y.flatConfigs.recommended,
  reactHooks.configs.flat.recommended,
  {
    languageOptions: { globals: globals.browser, parserOptions: { projectService: { allowDefaultProject: ["*.js"] } } },
    rules: {
      "@typescript-eslint/consistent-type-assertions": ["error", { assertionStyle: "never" }],
      "@typescript-eslint/consistent-type-imports": "error",
      "@typescript-eslint/switch-exhaustiveness-check": "error",
      "@typescript-eslint/restrict-template-expressions": ["error", { allowNumber: true }],
      "@typescript-eslint/no-confusing-void-expression": "off",
      // Loaders throw redirects and responses: that is how the router wants them.
      "@typescript-eslint/only-throw-error": "off",
      "@typescript-eslint/no-misused-promises": ["error", { checksVoidReturn: { attributes: false } }],
      // Focus goes to the one field of a dialog that was just opened.
      "jsx-a11y/no-autofocus": "off",
      "no-restricted-syntax": ["error", defaultExport],
      eqeqeq: "error",
    },
  },
  {
    files: ["src/pages/**", "src/layouts/**", "src/components/**"],
    rules: {
      "no-restricted-imports": [
        "error",
        { patterns: [{ group: ["**/api/client", "**/api/generated/*"], message: "Use api/<area>.ts." }] },
      ],
    },
  },
  {
    files: ["src/ui/**", "src/util/**"],
    rules: {
      "no-restricted-imports": [
        "error",
        {
          patterns: [
            { group: ["**/api/**", "**/components/**", "**/pages/**", "**/layouts/**", "react-router", "@tanstack/*"] },
          ],
        },
      ],
    },
  },
  {
    files: ["src/pages/**/*Page.tsx", "src/layouts/*Layout.tsx", "*.config.{ts,js}"],
    rules: { "no-restricted-syntax": "off" },
  },
  { files: ["build/*.js"], languageOptions: { globals: globals.node } },
  { files: ["**/*.js"], extends: [tseslint.configs.disableTypeChecked] },
);
