using System.Buffers;
using System.Text.Json;
using HighPerfChainSync.Decoding;
using HighPerfChainSync.Encoding;
using HighPerfChainSync.Records;
using HighPerfChainSync.Testing;

namespace HighPerfChainSync.UnitTests.Encoding;

/// <summary>The recorded cases of the leading ETL tool: our records equal what it printed, up to the letter case of addresses.</summary>
public sealed class ToolCaseTests : IDisposable
{
    private const string BlockFiles = "web3_response.eth_getBlockByNumber_*_true.json";

    private readonly BlockDataPool _pool = new();
    private readonly JsonRecordEncoder _encoder = new();

    public void Dispose() => _pool.Dispose();

    [Fact]
    public void OurRecordsEqualTheToolsExpectedFiles()
    {
        int compared = 0;
        foreach (string directory in Cases())
        {
            Dictionary<Entity, List<string>> ours = Encode(directory);
            foreach (Entity entity in Enum.GetValues<Entity>())
            {
                string expected = Path.Combine(directory, $"expected_{entity.Plural()}.json");
                if (!File.Exists(expected)) continue;
                AssertSame(File.ReadLines(expected).Select(Normalise), ours[entity], expected);
                compared++;
            }
        }

        Assert.True(compared >= 4, $"Only {compared} files were compared.");
    }

    [Fact]
    public void OurRecordsEqualTheToolsStream()
    {
        int compared = 0;
        foreach (string directory in Cases())
        {
            string name = Path.GetFileName(directory);
            name = name.StartsWith("blocks_", StringComparison.Ordinal) ? name["blocks_".Length..] : name;
            string stream = Path.Combine(Path.GetDirectoryName(directory)!, $"stream_{name}.B1.jsonl");
            if (!File.Exists(stream)) continue;
            Dictionary<Entity, List<string>> ours = Encode(directory);
            foreach (Entity entity in Enum.GetValues<Entity>())
            {
                string prefix = $"{{\"type\":\"{entity.Singular()}\",";
                AssertSame(File.ReadLines(stream).Select(Normalise).Where(line => line.StartsWith(prefix, StringComparison.Ordinal)), ours[entity], stream);
            }

            compared++;
        }

        Assert.True(compared >= 2, $"Only {compared} streams were compared.");
    }

    private static IEnumerable<string> Cases() =>
        Directory.EnumerateDirectories(Path.Combine(SharedData.RequireChainData(), "etl"))
            .Where(directory => Directory.EnumerateFiles(directory, BlockFiles).Any())
            .Order(StringComparer.Ordinal);

    private static void AssertSame(IEnumerable<string> expected, List<string> ours, string file)
    {
        List<string> lines = [.. expected];
        for (int i = 0; i < Math.Min(lines.Count, ours.Count); i++)
            EncodedText.AssertSame(lines[i], ours[i], $"{file}, record {i}");
        Assert.True(lines.Count == ours.Count, $"{file}: {lines.Count} records were expected, not {ours.Count}.");
    }

    /// <summary>Without white space, and hexadecimal text in lower case: where we differ from the tool on purpose. Numbers keep every digit.</summary>
    private static string Normalise(string line)
    {
        using JsonDocument document = JsonDocument.Parse(line);
        return Compact(document.RootElement);
    }

    private static string Compact(JsonElement value) => value.ValueKind switch
    {
        JsonValueKind.Object => ReferenceJson.Object([.. value.EnumerateObject().Select(member => (member.Name, Compact(member.Value)))]),
        JsonValueKind.Array => ReferenceJson.Array(value.EnumerateArray().Select(Compact)),
        JsonValueKind.String when value.GetString()!.StartsWith("0x", StringComparison.Ordinal) => ReferenceJson.Data(value),
        _ => value.GetRawText(),
    };

    private Dictionary<Entity, List<string>> Encode(string directory)
    {
        var records = Enum.GetValues<Entity>().ToDictionary(entity => entity, _ => new List<string>());
        foreach (string path in Directory.EnumerateFiles(directory, BlockFiles).Order(StringComparer.Ordinal))
        {
            BlockData block = _pool.Rent("test");
            Decode(directory, path, block);
            _encoder.Encode(block, EntitySet.Default);
            List<string> lines = EncodedText.Lines(block);
            for (int i = 0; i < lines.Count; i++)
                records[block.Encoded.Records[i].Entity].Add(lines[i]);
            block.Return();
        }

        return records;
    }

    private static void Decode(string directory, string path, BlockData block)
    {
        var decoder = new BlockDecoder(new UnknownFields());
        decoder.DecodeBlock(ResultOf(path), block);
        foreach (ref readonly TransactionRecord transaction in block.Transactions.Items)
        {
            decoder.DecodeReceipt(ResultOf(Path.Combine(directory, $"web3_response.eth_getTransactionReceipt_{transaction.Hash}.json")), block);
        }

        decoder.Complete(block);
    }

    /// <summary>A reader on the first token of a response's result.</summary>
    private static ReadOnlySequence<byte> ResultOf(string path)
    {
        byte[] answer = File.ReadAllBytes(path);
        var reader = new Utf8JsonReader(answer);
        while (reader.Read())
        {
            if (reader.CurrentDepth != 1 || reader.TokenType != JsonTokenType.PropertyName || !reader.ValueTextEquals("result"u8)) continue;
            reader.Read();
            return new ReadOnlySequence<byte>(answer.AsMemory((int)reader.TokenStartIndex));
        }

        throw new InvalidDataException($"{path} has no result.");
    }
}
