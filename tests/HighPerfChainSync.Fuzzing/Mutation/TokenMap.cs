using System.Buffers.Binary;
using System.Text.Json;

namespace HighPerfChainSync.Fuzzing.Mutation;

/// <summary>Finds the values of an input, JSON or MessagePack, as far as it can be read. Shares no code with what is tested.</summary>
internal static class TokenMap
{
    /// <summary>Between the JSON texts of an input that has several (RFC 7464).</summary>
    public const byte Separator = 0x1E;

    /// <summary>More would not be changed any better.</summary>
    private const int MaxTokens = 20_000;

    /// <summary>The tokens in the order of their beginnings.</summary>
    public static Token[] Of(ReadOnlySpan<byte> input)
    {
        var tokens = new List<Token>();
        if (input.Length > 0 && input[0] >= 0x80)
        {
            ReadPacked(input, tokens);
        }
        else
        {
            int start = 0;
            foreach (Range part in input.Split(Separator))
            {
                ReadJson(input[part], start, tokens);
                start += input[part].Length + 1;
            }
        }

        tokens.Sort(static (x, y) => x.Start != y.Start ? x.Start.CompareTo(y.Start) : y.Length.CompareTo(x.Length));
        return [.. tokens];
    }

    private static void ReadJson(ReadOnlySpan<byte> json, int offset, List<Token> tokens)
    {
        var reader = new Utf8JsonReader(json, new JsonReaderOptions { MaxDepth = 100 });
        var containers = new Stack<int>();
        // Of each open container, where the name of the member under way begins; -1 in an array.
        var names = new Stack<int>();
        try
        {
            while (reader.Read() && tokens.Count < MaxTokens)
            {
                int start = (int)reader.TokenStartIndex;
                switch (reader.TokenType)
                {
                    case JsonTokenType.PropertyName:
                        names.Pop();
                        names.Push(start);
                        continue;
                    case JsonTokenType.StartObject or JsonTokenType.StartArray:
                        containers.Push(start);
                        names.Push(-1);
                        continue;
                    case JsonTokenType.EndObject or JsonTokenType.EndArray:
                        names.Pop();
                        start = containers.Pop();
                        Add(TokenKind.Container, ref reader);
                        break;
                    case JsonTokenType.String:
                        Add(TokenKind.Text, ref reader);
                        break;
                    default:
                        Add(TokenKind.Literal, ref reader);
                        break;
                }

                if (names.TryPeek(out int name) && name >= 0)
                    tokens.Add(new Token(offset + name, (int)reader.BytesConsumed - name, TokenKind.Pair));

                void Add(TokenKind kind, ref Utf8JsonReader at) => tokens.Add(new Token(offset + start, (int)at.BytesConsumed - start, kind));
            }
        }
        catch (JsonException)
        {
            // What was read so far is what can be changed with sense.
        }
    }

    private static void ReadPacked(ReadOnlySpan<byte> data, List<Token> tokens)
    {
        for (int at = 0; at < data.Length && tokens.Count < MaxTokens;)
        {
            long length = PackedLength(data[at..]);
            if (length > data.Length - at) return;
            tokens.Add(new Token(at, (int)length, TokenKind.Packed));
            at += (int)length;
        }
    }

    /// <summary>How long the first value is, of an array or a map its head; beyond the end when it is cut off.</summary>
    private static long PackedLength(ReadOnlySpan<byte> data)
    {
        int code = data[0];
        return code switch
        {
            >= 0xA0 and <= 0xBF => 1 + (code & 0x1F),
            0xC4 or 0xD9 => RunLength(data, 1),
            0xC5 or 0xDA => RunLength(data, 2),
            0xC6 or 0xDB => RunLength(data, 4),
            // An extension has a byte of type before its data.
            0xC7 => 1 + RunLength(data, 1),
            0xC8 => 1 + RunLength(data, 2),
            0xC9 => 1 + RunLength(data, 4),
            0xCA => 5,
            0xCB => 9,
            >= 0xCC and <= 0xCF => 1 + (1 << (code - 0xCC)),
            >= 0xD0 and <= 0xD3 => 1 + (1 << (code - 0xD0)),
            >= 0xD4 and <= 0xD8 => 2 + (1 << (code - 0xD4)),
            0xDC or 0xDE => 3,
            0xDD or 0xDF => 5,
            _ => 1,
        };
    }

    private static long RunLength(ReadOnlySpan<byte> data, int bytes)
    {
        if (data.Length <= bytes) return int.MaxValue;
        return 1 + bytes + bytes switch
        {
            1 => data[1],
            2 => BinaryPrimitives.ReadUInt16BigEndian(data[1..]),
            _ => BinaryPrimitives.ReadUInt32BigEndian(data[1..]),
        };
    }
}
