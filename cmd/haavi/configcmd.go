package main

import (
	"github.com/spf13/cobra"

	"haavi/config"
)

func (p *program) configCommand() *cobra.Command {
	cmd := &cobra.Command{
		Use:   "config",
		Short: "Help with writing a configuration",
		Args:  cobra.NoArgs,
		RunE:  func(cmd *cobra.Command, _ []string) error { return cmd.Help() },
	}
	cmd.AddCommand(&cobra.Command{
		Use:   "schema",
		Short: "Print the JSON Schema of the configuration, for editors",
		Long: `Print the JSON Schema of the configuration. Editors with a YAML language server complete
and explain keys when the first line of the configuration names the schema:

  # yaml-language-server: $schema=haavi.schema.json`,
		Example: "  haavi config schema > haavi.schema.json",
		Args:    cobra.NoArgs,
		RunE: func(*cobra.Command, []string) error {
			_, err := p.stdout.Write(config.JSONSchema())
			return err
		},
	})
	return cmd
}
