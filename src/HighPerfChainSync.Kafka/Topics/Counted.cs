using System.Globalization;

namespace HighPerfChainSync.Kafka.Topics;

/// <summary>Numbers of things, as people say them.</summary>
internal static class Counted
{
    /// <summary><c>1 replica</c>, <c>3 replicas</c>.</summary>
    public static string Of(long count, string thing) =>
        string.Create(CultureInfo.InvariantCulture, $"{count} {thing}{(count == 1 ? "" : "s")}");
}
