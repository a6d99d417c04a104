using System.Security.Cryptography;
using System.Text.Json;
using HighPerfChainSync.ReplayNode;

namespace HighPerfChainSync.FaultHarness.Source;

/// <summary>What each topic must hold, record for record: its ids from the node's answers, its bytes from one run into standard output without any fault.</summary>
/// <remarks>Filled once, then only read. Thread: any.</remarks>
internal sealed class KnownChain
{
    private readonly List<ulong>[] _digests;
    private readonly List<int>[] _ends;
    private readonly List<string>[] _ids;
    private readonly List<string> _hashes = [];
    private readonly Lazy<Dictionary<ulong, int>>[] _positions;

    public KnownChain(ReplayChain source)
    {
        Source = source;
        _digests = MakeLists<ulong>();
        _ends = MakeLists<int>();
        _ids = MakeLists<string>();
        _positions = new Lazy<Dictionary<ulong, int>>[Entities.Count];
        for (int i = 0; i < Entities.Count; i++)
        {
            List<ulong> digests = _digests[i];
            _positions[i] = new Lazy<Dictionary<ulong, int>>(() => Index(digests));
        }

        for (ulong number = source.First; number <= source.Last; number++)
        {
            _hashes.Add(NodeContents.Read(source, number, _ids));
            for (int i = 0; i < Entities.Count; i++) _ends[i].Add(_ids[i].Count);
        }
    }

    /// <summary>The kinds of record, as <c>type</c> and topic name call them; the index is that of the topic.</summary>
    public static IReadOnlyList<string> Entities { get; } = ["block", "transaction", "log", "token_transfer"];

    /// <summary>What the node serves.</summary>
    public ReplayChain Source { get; }

    /// <summary>Number of blocks.</summary>
    public int Blocks => _hashes.Count;

    /// <summary>Records of all topics.</summary>
    public long Records => _ids.Sum(static ids => (long)ids.Count);

    /// <summary>Names of the data topics of a stream.</summary>
    public static string[] Topics(string stream) => [.. Entities.Select(entity => $"{stream}_{entity}s")];

    /// <summary>The block's hash.</summary>
    public string HashOf(ulong number) => _hashes[(int)(number - Source.First)];

    /// <summary>Records in a topic once a block is committed.</summary>
    public int CountAt(int topic, ulong number) => _ends[topic][(int)(number - Source.First)];

    /// <summary>Records in a topic in all.</summary>
    public int CountOf(int topic) => _ids[topic].Count;

    /// <summary>The id of a record by its position in the topic.</summary>
    public string IdOf(int topic, int position) => _ids[topic][position];

    /// <summary>Whether the bytes are those of the record at a position.</summary>
    public bool IsAt(int topic, int position, ulong digest) => position < _digests[topic].Count && _digests[topic][position] == digest;

    /// <summary>Where in the topic a record of these bytes belongs; -1 when the chain has none.</summary>
    public int Find(int topic, ulong digest) => _positions[topic].Value.GetValueOrDefault(digest, -1);

    /// <summary>What stands for a record's bytes.</summary>
    public static ulong Digest(ReadOnlySpan<byte> value)
    {
        Span<byte> hash = stackalloc byte[SHA256.HashSizeInBytes];
        SHA256.HashData(value, hash);
        return BitConverter.ToUInt64(hash);
    }

    /// <summary>Adds the next record of the faultless run.</summary>
    /// <exception cref="HarnessException">The node's answers do not hold it there.</exception>
    public void Add(ReadOnlyMemory<byte> line)
    {
        using JsonDocument json = JsonDocument.Parse(line);
        string type = json.RootElement.GetProperty("type").GetString() ?? "";
        string id = json.RootElement.GetProperty("item_id").GetString() ?? "";
        int topic = Entities.ToList().IndexOf(type);
        int position = topic < 0 ? 0 : _digests[topic].Count;
        if (topic < 0 || position >= _ids[topic].Count || _ids[topic][position] != id)
            throw new HarnessException($"Without any fault the host writes {id} as {type} {position}, where the node's answers have {Expected(topic, position)}.");
        _digests[topic].Add(Digest(line.Span));
    }

    /// <exception cref="HarnessException">Records are missing from the faultless run.</exception>
    public void RequireWhole()
    {
        for (int i = 0; i < Entities.Count; i++)
        {
            if (_digests[i].Count != _ids[i].Count)
                throw new HarnessException($"Without any fault the host writes {_digests[i].Count} records of {Entities[i]}; the node's answers have {_ids[i].Count}.");
        }
    }

    private string Expected(int topic, int position) => topic >= 0 && position < _ids[topic].Count ? _ids[topic][position] : "nothing";

    private static List<T>[] MakeLists<T>() => [.. Entities.Select(static _ => new List<T>())];

    private static Dictionary<ulong, int> Index(List<ulong> digests)
    {
        var index = new Dictionary<ulong, int>(digests.Count);
        for (int i = 0; i < digests.Count; i++) index[digests[i]] = i;
        return index;
    }
}
