using System.Globalization;

namespace HighPerfChainSync.Kafka.Progress;

/// <summary>Numbers as the progress shows them.</summary>
internal static class ProgressText
{
    public static string ToText(this ulong number) => number.ToString(CultureInfo.InvariantCulture);
}
