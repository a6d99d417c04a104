using System.Text.Json;
using System.Text.Json.Serialization;

namespace HighPerfChainSync.Chain;

/// <summary>How profiles are read.</summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    ReadCommentHandling = JsonCommentHandling.Skip,
    AllowTrailingCommas = true,
    RespectNullableAnnotations = true,
    RespectRequiredConstructorParameters = true,
    UseStringEnumConverter = true,
    UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow)]
[JsonSerializable(typeof(ChainProfile))]
internal sealed partial class ChainProfileJson : JsonSerializerContext;
