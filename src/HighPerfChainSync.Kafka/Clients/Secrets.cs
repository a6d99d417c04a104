namespace HighPerfChainSync.Kafka.Clients;

/// <summary>Keeps secrets among the properties out of messages and logs, whatever a library puts into its own.</summary>
internal sealed class Secrets
{
    private const string Hidden = "***";

    /// <summary>Shorter values would blot out half of every message, and are no secrets.</summary>
    private const int MinLength = 4;

    private static readonly string[] s_marks = ["password", "secret", "passphrase", "jaas", "key.pem", "token.value", "oauthbearer.config"];

    private readonly List<string> _values = [];
    private readonly List<string> _all = [];

    public Secrets(IEnumerable<KeyValuePair<string, string>> properties)
    {
        foreach ((string key, string value) in properties)
        {
            if (value.Length >= MinLength && !bool.TryParse(value, out _)) _all.Add(value);
            if (!IsSecret(key)) continue;
            Add(value);
            // A list of assignments, of which a message may repeat a part.
            foreach (string part in value.Split((char[])[' ', '='], StringSplitOptions.RemoveEmptyEntries)) Add(part);
        }

        // A value that holds another one goes first.
        _values.Sort(static (left, right) => right.Length.CompareTo(left.Length));
    }

    /// <summary>Whether the value of a property must never be shown.</summary>
    public static bool IsSecret(string property) =>
        Array.Exists(s_marks, mark => property.Contains(mark, StringComparison.OrdinalIgnoreCase));

    /// <summary>A property's value as it may be shown.</summary>
    public static string Show(string property, string value) => IsSecret(property) ? Hidden : value;

    /// <summary>The text without any secret.</summary>
    public string Redact(string text)
    {
        foreach (string value in _values) text = text.Replace(value, Hidden, StringComparison.Ordinal);
        return text;
    }

    /// <summary>The text without any value of a property: librdkafka repeats one that it cannot use, and it may be a secret that got under a wrong name.</summary>
    public string RedactAll(string text)
    {
        foreach (string value in _all) text = text.Replace(value, Hidden, StringComparison.Ordinal);
        return Redact(text);
    }

    private void Add(string value)
    {
        if (value.Length >= MinLength) _values.Add(value);
    }
}
