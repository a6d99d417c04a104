using System.Diagnostics.CodeAnalysis;

namespace HighPerfChainSync.ReplayNode.Chains;

/// <summary>Recorded answers by method and parameters, whatever white space the parameters are written with.</summary>
/// <remarks>Filled once, then read from any thread.</remarks>
internal sealed class VerbatimAnswers
{
    private readonly Dictionary<string, (ReplayAnswer Answer, bool IsError)> _answers = new(StringComparer.Ordinal);
    private readonly HashSet<string> _methods = new(StringComparer.Ordinal);

    /// <summary>Adds an answer; of several to the same call the last one counts.</summary>
    internal void Add(string method, ReadOnlySpan<byte> parameters, ReplayAnswer answer, bool isError)
    {
        _answers[Key(method, parameters)] = (answer, isError);
        _methods.Add(method);
    }

    /// <summary>Finds the answer to a call.</summary>
    internal bool TryGet(string method, ReadOnlySpan<byte> parameters, [NotNullWhen(true)] out ReplayAnswer? answer, out bool isError)
    {
        bool found = _answers.TryGetValue(Key(method, parameters), out (ReplayAnswer Answer, bool IsError) known);
        (answer, isError) = known;
        return found;
    }

    /// <summary>Whether there is any answer to a method.</summary>
    internal bool Has(string method) => _methods.Contains(method);

    private static string Key(string method, ReadOnlySpan<byte> parameters)
    {
        char[] key = new char[method.Length + parameters.Length];
        method.CopyTo(key);
        int length = method.Length;
        bool isText = false;
        for (int i = 0; i < parameters.Length; i++)
        {
            byte c = parameters[i];
            if (c == '"' && (i == 0 || parameters[i - 1] != '\\')) isText = !isText;
            if (isText || c > ' ') key[length++] = (char)c;
        }

        return new string(key, 0, length);
    }
}
