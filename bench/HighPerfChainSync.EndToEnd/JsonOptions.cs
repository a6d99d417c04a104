using System.Text.Json;

namespace HighPerfChainSync.EndToEnd;

/// <summary>How the figures are written.</summary>
internal static class JsonOptions
{
    public static JsonSerializerOptions Indented { get; } = new(JsonSerializerDefaults.Web) { WriteIndented = true };
}
