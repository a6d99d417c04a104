using System.Diagnostics;
using System.Text.Json;

namespace HighPerfChainSync.FaultHarness.Hosts;

/// <summary>One line of a host's log.</summary>
/// <param name="Name">The event's name.</param>
/// <param name="Category">Which part of the program says it.</param>
/// <param name="Message">Its text.</param>
/// <param name="Number">The block that it names, or null.</param>
/// <param name="Time">When it was read, as <see cref="Stopwatch.GetTimestamp"/>.</param>
internal sealed record HostEvent(string Name, string Category, string Message, ulong? Number, long Time)
{
    public const string TransactionBegins = "TransactionBegins";
    public const string Commits = "Commits";
    public const string HasCommitted = "Committed";
    public const string StreamFailed = "stream-failed";

    private const string NumberField = "Number";

    /// <summary>What the line says that was needed to go on.</summary>
    public HostOutcome Outcome => Name switch
    {
        "Replacing" => HostOutcome.Replaced,
        "Redo" => HostOutcome.Redone,
        _ => HostOutcome.WentOn,
    };

    /// <summary>Reads a line; null when it is not one of the log's.</summary>
    public static HostEvent? Parse(string line)
    {
        if (line.Length == 0 || line[0] != '{') return null;
        long now = Stopwatch.GetTimestamp();
        try
        {
            using JsonDocument json = JsonDocument.Parse(line);
            JsonElement root = json.RootElement;
            ulong? number = root.TryGetProperty("fields", out JsonElement fields) && fields.TryGetProperty(NumberField, out JsonElement value)
                && value.TryGetUInt64(out ulong parsed) ? parsed : null;
            return new HostEvent(Text(root, "event"), Text(root, "category"), Text(root, "message"), number, now);
        }
        catch (JsonException)
        {
            return null; // Cut short by a kill.
        }
    }

    /// <summary>The phase that begins with this line, or null when it begins none.</summary>
    /// <param name="isOpen">Whether the claim has been committed.</param>
    public HostPhase? Begins(bool isOpen) => Name switch
    {
        "ChecksTopics" => HostPhase.Topics,
        "InitsTransactions" when !isOpen => HostPhase.Fencing,
        "ReadsProgress" when !isOpen => HostPhase.Progress,
        "Claims" => HostPhase.Claim,
        "Resuming" or "Beginning" => HostPhase.Fetch,
        TransactionBegins when isOpen => HostPhase.Produce,
        Commits => HostPhase.Commit,
        HasCommitted => HostPhase.Committed,
        "Redo" or "Replacing" or "Waiting" when isOpen => HostPhase.Recovery,
        "stopping" or "Ended" or StreamFailed => HostPhase.Ending,
        _ => null,
    };

    private static string Text(JsonElement json, string name) =>
        json.TryGetProperty(name, out JsonElement value) ? value.GetString() ?? "" : "";
}
