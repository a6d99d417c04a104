using System.Text.Json.Serialization;

namespace HighPerfChainSync.Sinks;

/// <summary>How the progress file is written and read.</summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower,
    RespectNullableAnnotations = true,
    WriteIndented = true)]
[JsonSerializable(typeof(NdjsonProgress))]
internal sealed partial class NdjsonProgressJson : JsonSerializerContext;
