using System.Globalization;
using HighPerfChainSync.Chain;
using HighPerfChainSync.Encoding;
using HighPerfChainSync.Pipeline;
using HighPerfChainSync.Records;
using HighPerfChainSync.Rpc;
using HighPerfChainSync.Verification;
using Microsoft.Extensions.Configuration;

namespace HighPerfChainSync.Host.Configuration;

/// <summary>Reads and checks the section of one stream.</summary>
internal static class StreamSettingsReader
{
    private const long MinBudgetBytes = 8L << 20;
    private const ulong DefaultReorgDepth = 1000;
    private const int MaxChainName = 100;

    /// <summary>Reads a stream; null when it has a problem that leaves nothing to check further.</summary>
    public static StreamSettings? Read(IConfigurationSection configuration, SettingsProblems problems)
    {
        var section = new SettingsSection(configuration, problems);
        List<RpcEndpointOptions> rpc = RpcSettingsReader.Read(section.Section("Rpc"));
        VerificationOptions verification = VerificationSettingsReader.Read(section.Section("Verify"));
        StartPosition from = section.Parse("From", StartPosition.Resume, StartPosition.Parse);
        ulong? to = section.Parse<ulong?>("To", null, ParseHeight);
        if (from.Begin == StartPosition.Kind.Block && to < from.Number)
            section.Problem("To", $"the last block {to} lies before the first one, {from.Number}.");

        EmissionMode emit = section.Parse("Emit", EmissionMode.Live, EmissionMode.Parse);
        ulong reorgDepth = section.Parse("MaxReorgDepth", DefaultReorgDepth, ParseDepth);
        string? chain = section.Parse<string?>("Chain", null, ParseChain);
        EntitySet entities = section.Parse("Entities", EntitySet.Default, EntityNames.Parse);
        string format = section.Choice("Format", "json", ("json", "json"), ("messagepack", "messagepack"));
        RecordSchema schema = section.Choice("Schema", RecordSchema.Plain, ("plain", RecordSchema.Plain), ("extended", RecordSchema.Extended));
        NumberForm numbers = section.Choice("Numbers", NumberForm.Number, ("number", NumberForm.Number), ("string", NumberForm.String));
        long budget = section.Parse("Budget", new PipelineOptions().BudgetBytes, ParseBudget);
        string? output = section.Text("Out");
        SettingsSection kafkaSection = section.Section("Kafka");
        KafkaSettings? kafka = KafkaSettingsReader.Read(kafkaSection, output);
        section.RefuseUnknown();
        // Kafka settings without a Kafka have been refused already.
        if (kafka is not null || !kafkaSection.Exists) CheckOutputs(section, kafka, output);

        if (rpc.Count == 0) return null;
        return new StreamSettings
        {
            Key = configuration.Path,
            Options = new StreamOptions
            {
                Rpc = rpc[0],
                OtherRpc = rpc[1..],
                Chain = chain,
                From = from,
                To = to,
                Emit = emit,
                MaxReorgDepth = reorgDepth,
                Entities = entities,
                Format = format,
                Schema = schema,
                Numbers = numbers,
                Verification = verification,
                Pipeline = new PipelineOptions { BudgetBytes = budget },
            },
            Kafka = kafka,
            Out = output,
        };
    }

    private static void CheckOutputs(SettingsSection section, KafkaSettings? kafka, string? output)
    {
        if (kafka is null == output is null)
            section.Problem(
                "Out",
                kafka is null
                    ? $"nothing says where to write: give this or {SettingsProblems.Describe(section.KeyOf("Kafka:Bootstrap"))}."
                    : $"give either this or {SettingsProblems.Describe(section.KeyOf("Kafka:Bootstrap"))}, not both.");
    }

    private static ulong? ParseHeight(string text) =>
        ulong.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out ulong number)
            ? number
            : throw new FormatException($"'{text}' is not a block number.");

    private static ulong ParseDepth(string text) =>
        ulong.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out ulong blocks)
            ? blocks
            : throw new FormatException($"'{text}' is not a number of blocks.");

    private static long ParseBudget(string text) =>
        UnitText.ParseSize(text) is >= MinBudgetBytes and long bytes
            ? bytes
            : throw new FormatException($"'{text}' is too little: at least {MinBudgetBytes >> 20}MB.");

    private static string ParseChain(string text)
    {
        if (text.Length <= MaxChainName && text is not ("." or "..") && !text.AsSpan().ContainsAnyExcept(s_chainCharacters)) return text;
        throw new FormatException($"'{text}' cannot name topics and files: use up to {MaxChainName} of a-z, A-Z, 0-9, '.', '_' and '-'.");
    }

    private static readonly System.Buffers.SearchValues<char> s_chainCharacters = System.Buffers.SearchValues.Create(
        "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789._-");
}
